package dev.quittance.signer.witness;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import dev.quittance.transparency.Presentation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Takes what callers have seen of the log. Bodies are read strictly, so they are taken as bytes. */
@Path(Presentation.PATH)
@RunOnVirtualThread
public final class WitnessResource {
    private final WitnessDesk desk;
    private final SecurityIdentity identity;

    WitnessResource(WitnessDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** Compares the caller's newest checkpoint with the log, and answers the newest one with the proof that they agree. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
    @Operation(operationId = "presentCheckpoint", summary = "Show the newest checkpoint that the caller has seen")
    public String present(byte[] body) {
        return desk.present(Caller.of(identity).name(), Presentation.fromJson(JsonObject.parse(body)))
                .toJson()
                .toString();
    }
}
