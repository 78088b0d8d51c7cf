package dev.quittance.signer.receipt;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.ReceiptDocument;
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

/** Signs receipts for services that sell. */
@Path("/v1/receipts")
@RunOnVirtualThread
@TokenSpentInside
public final class ReceiptResource {
    private final ReceiptSigning signing;
    private final SecurityIdentity identity;

    ReceiptResource(ReceiptSigning signing, SecurityIdentity identity) {
        this.signing = signing;
        this.identity = identity;
    }

    /** Signs the quittance; the body is read strictly, so it is taken as bytes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.SERVICE_NAME)
    @Operation(
            operationId = "signReceipt",
            summary = "Sign the receipt of a paid request; a newer one of the same payment names the one it supersedes")
    public String sign(byte[] body) {
        ReceiptDocument document = signing.sign(Bearer.of(identity), body);
        return JsonObject.builder()
                .put("signer", document.signer().toString())
                .put("signature", document.signature())
                .build()
                .toString();
    }
}
