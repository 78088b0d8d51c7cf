package dev.quittance.signer.custody;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.GrantDocument;
import dev.quittance.signer.policy.Stops;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.policy.Window;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.stop.StopStore;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What may be signed for whom, and how much of it is spent. Admins see all grants, others their own. */
@Path("/v1/grants")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public final class GrantResource {
    private final Database database;
    private final GrantStore grants;
    private final UsageStore usage;
    private final StopStore stops;
    private final SecurityIdentity identity;
    private final Clock clock;

    GrantResource(
            Database database,
            GrantStore grants,
            UsageStore usage,
            StopStore stops,
            SecurityIdentity identity,
            Clock clock) {
        this.database = database;
        this.grants = grants;
        this.usage = usage;
        this.stops = stops;
        this.identity = identity;
        this.clock = clock;
    }

    /** Grants in the order in which they are tried; {@code spent} is what counts now in each rolling window. */
    @GET
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "listGrants", summary = "Grants, and what is spent of them")
    public String list() {
        Caller caller = Caller.of(identity);
        return JsonObject.builder()
                .putObjects("grants", database.inTransaction(connection -> grants(connection, caller)))
                .build()
                .toString();
    }

    private List<JsonObject> grants(Connection connection, Caller caller) throws SQLException {
        Instant now = clock.instant();
        Usage spent = usage.load(connection, now);
        Stops stopped = stops.all(connection);
        return grants.all(connection).stream()
                .filter(grant ->
                        caller.role() == Role.ADMIN || grant.principal().equals(caller.name()))
                .map(grant -> JsonObject.builder()
                        .put("grant", GrantDocument.write(grant))
                        .put("stopped", stopped.all() || stopped.principals().contains(grant.principal()))
                        .putObjects("spent", spent(grant, spent, now))
                        .build())
                .toList();
    }

    private static List<JsonObject> spent(Grant grant, Usage usage, Instant now) {
        return usage.keys().stream()
                .filter(key -> key.grant().equals(grant.id()))
                .sorted(Comparator.comparing((Usage.Key key) -> key.asset().toString()))
                .map(key -> spent(usage, key, now))
                .toList();
    }

    private static JsonObject spent(Usage usage, Usage.Key key, Instant now) {
        AssetId asset = key.asset();
        var json = JsonObject.builder().put("asset", asset.toString());
        for (Window window : Window.values()) {
            json.put(window.text(), usage.spent(key, window, now).toString());
        }
        return json.build();
    }
}
