package dev.quittance.signer.transfer;

import dev.quittance.signer.principal.Bearer;
import dev.quittance.signer.principal.Role;
import dev.quittance.signer.principal.TokenSpentInside;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Signs refunds and payouts for services that keep merchants' money. */
@Path("/v1/transfers")
@RunOnVirtualThread
@TokenSpentInside
public final class TransferResource {
    private final TransferSigning signing;
    private final SecurityIdentity identity;

    TransferResource(TransferSigning signing, SecurityIdentity identity) {
        this.signing = signing;
        this.identity = identity;
    }

    /** Signs the transfer's authorization; the body is read strictly, so it is taken as bytes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.SERVICE_NAME)
    @Operation(operationId = "signTransfer", summary = "Sign a refund or payout; a reference is good for one transfer")
    public String sign(byte[] body) {
        return signing.sign(Bearer.of(identity), body).toString();
    }
}
