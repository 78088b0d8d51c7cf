package dev.quittance.signer.agreement;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.approval.ApprovalRequest;
import dev.quittance.signer.approval.ApprovedFingerprint;
import dev.quittance.signer.principal.Caller;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.principal.TokenId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Requests that wait for the approval of others; whoever makes one finds its place here. */
@Path("/v1/approvals")
@RunOnVirtualThread
@RolesAllowed({Role.ADMIN_NAME, Role.AGENT_NAME, Role.MERCHANT_NAME, Role.SERVICE_NAME})
@Produces(MediaType.APPLICATION_JSON)
public final class AgreementResource {
    private final AgreementDesk desk;
    private final SecurityIdentity identity;

    AgreementResource(AgreementDesk desk, SecurityIdentity identity) {
        this.desk = desk;
        this.identity = identity;
    }

    /** The open requests that the caller made or may approve, the oldest first. */
    @GET
    @Operation(operationId = "listApprovals", summary = "Requests that wait for approval")
    public String list() {
        return JsonObject.builder()
                .putObjects(
                        "approvals",
                        desk.open(Caller.of(identity).name()).stream()
                                .map(ApprovalRequest::toJson)
                                .toList())
                .build()
                .toString();
    }

    /** One open request, with those who have approved it. */
    @GET
    @Path("{fingerprint}")
    @Operation(operationId = "getApproval", summary = "A request that waits for approval")
    public String get(@PathParam("fingerprint") String fingerprint) {
        return desk.find(Caller.of(identity).name(), Bytes32.parse(fingerprint))
                .toJson()
                .toString();
    }

    /** Approves a request by its fingerprint, which the token signs with the body. */
    @POST
    @Path("{fingerprint}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "approveRequest", summary = "Approve a request")
    public String approve(@PathParam("fingerprint") String fingerprint, byte[] body) {
        Bytes32 approved = ApprovedFingerprint.parse(body);
        if (!approved.equals(Bytes32.parse(fingerprint))) {
            throw new MalformedException("the body is the path's fingerprint");
        }
        return desk.approve(Caller.of(identity).name(), TokenId.of(identity).keyId(), approved)
                .toJson()
                .toString();
    }
}
