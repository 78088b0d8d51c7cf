package dev.quittance.signer.relay;

import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.json.JsonObject;
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

/** Signs relay transactions for settlement services. */
@Path("/v1/relay-transactions")
@RunOnVirtualThread
@TokenSpentInside
public final class RelayResource {
    private final RelaySigning signing;
    private final SecurityIdentity identity;

    RelayResource(RelaySigning signing, SecurityIdentity identity) {
        this.signing = signing;
        this.identity = identity;
    }

    /** Builds and signs the transaction; the body is read strictly, so it is taken as bytes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.SERVICE_NAME)
    @Operation(
            operationId = "signRelayTransaction",
            summary = "Build and sign the transaction that puts these authorizations on chain")
    public String sign(byte[] body) {
        SignedTransaction signed = signing.sign(Bearer.of(identity), body);
        return JsonObject.builder()
                .put("rawTransaction", signed.raw().hex())
                .put("transactionHash", signed.hash().toString())
                .build()
                .toString();
    }
}
