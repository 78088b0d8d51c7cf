package dev.quittance.signer.principal;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.database.Database;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who is registered, for admins. */
@Path("/v1/principals")
@RunOnVirtualThread
public final class PrincipalResource {
    private final Database database;
    private final PrincipalStore store;

    PrincipalResource(Database database, PrincipalStore store) {
        this.database = database;
        this.store = store;
    }

    /** All principals by name, each with its keys, also the revoked ones. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "listPrincipals", summary = "All principals with their keys")
    public String list() {
        List<JsonObject> principals = database.inTransaction(this::principals);
        return JsonObject.builder().putObjects("principals", principals).build().toString();
    }

    private List<JsonObject> principals(Connection connection) throws SQLException {
        List<PrincipalStore.HeldKey> keys = store.allKeys(connection);
        return store.roles(connection).entrySet().stream()
                .map(principal -> toJson(principal, keys))
                .toList();
    }

    private static JsonObject toJson(Map.Entry<String, Role> principal, List<PrincipalStore.HeldKey> keys) {
        return JsonObject.builder()
                .put("name", principal.getKey())
                .put("role", principal.getValue().text())
                .putObjects(
                        "keys",
                        keys.stream()
                                .filter(key ->
                                        key.registration().caller().name().equals(principal.getKey()))
                                .map(key -> JsonObject.builder()
                                        .put("jwk", key.registration().key().toJwk())
                                        .put("revoked", key.revoked())
                                        .build())
                                .toList())
                .build();
    }
}
