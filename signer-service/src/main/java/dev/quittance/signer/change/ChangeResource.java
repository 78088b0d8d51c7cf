package dev.quittance.signer.change;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.approval.ApprovedFingerprint;
import dev.quittance.signer.principal.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Changes, for admins. Bodies are read strictly, so they are taken as bytes. */
@Path("/v1/changes")
@RunOnVirtualThread
@RolesAllowed(Role.ADMIN_NAME)
@Produces(MediaType.APPLICATION_JSON)
public final class ChangeResource {
    private static final int NEWEST = 100;

    private final ChangeDesk desk;
    private final SecurityIdentity identity;

    ChangeResource(ChangeDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** Proposes a change. What only takes permissions away is in force with the answer; see its {@code state}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "proposeChange", summary = "Propose an administrative change")
    public String propose(byte[] body) {
        return desk.propose(Admin.of(identity), body, ChangeDocument::parse)
                .toJson()
                .toString();
    }

    /** The newest hundred changes. */
    @GET
    @Operation(operationId = "listChanges", summary = "The newest changes")
    public String list() {
        return JsonObject.builder()
                .putObjects(
                        "changes",
                        desk.newest(NEWEST).stream().map(ProposedChange::toJson).toList())
                .build()
                .toString();
    }

    /** One change. */
    @GET
    @Path("{id}")
    @Operation(operationId = "getChange", summary = "A change and what became of it")
    public String get(@PathParam("id") String id) {
        return desk.find(uuid(id)).toJson().toString();
    }

    /** Agrees to a change by its fingerprint, which the request's token signs with the body. */
    @POST
    @Path("{id}/approvals")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "approveChange", summary = "Agree to a change")
    public String approve(@PathParam("id") String id, byte[] body) {
        return desk.approve(Admin.of(identity), uuid(id), ApprovedFingerprint.parse(body))
                .toJson()
                .toString();
    }

    /** Takes a change back that is not in force yet. */
    @DELETE
    @Path("{id}")
    @Operation(operationId = "withdrawChange", summary = "Withdraw a change that is not in force")
    public String withdraw(@PathParam("id") String id) {
        return desk.withdraw(Admin.of(identity), uuid(id)).toJson().toString();
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the change's id is a UUID", e);
        }
    }
}
