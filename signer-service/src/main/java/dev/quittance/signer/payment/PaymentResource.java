package dev.quittance.signer.payment;

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

/** Signs payments for agents. */
@Path("/v1/x402/payments")
@RunOnVirtualThread
@TokenSpentInside
public final class PaymentResource {
    private final PaymentSigning signing;
    private final SecurityIdentity identity;

    PaymentResource(PaymentSigning signing, SecurityIdentity identity) {
        this.signing = signing;
        this.identity = identity;
    }

    /** Signs the authorization of one payment; the body is read strictly, so it is taken as bytes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.AGENT_NAME)
    @Operation(operationId = "signPayment", summary = "Sign an x402 payment of scheme exact for these requirements")
    public String sign(byte[] body) {
        return signing.sign(Bearer.of(identity), body).toJson().toString();
    }
}
