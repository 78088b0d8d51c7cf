package dev.quittance.signer.seal;

import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.principal.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * How one signer brings another its root. Any admin may carry the messages: what decides is the manifest that a quorum approved, and
 * the successor's document.
 */
@Path("/v1/hand-over")
@RunOnVirtualThread
public final class HandOverResource {
    private final HandOver handOver;

    HandOverResource(HandOver handOver) {
        this.handOver = handOver;
    }

    /** A nonce for the successor's document. */
    @POST
    @Path("challenges")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "challengeSuccessor", summary = "A nonce that the successor's document has to answer")
    public String challenge() {
        return JsonObject.builder()
                .put("nonce", Hex.encode(handOver.challenge()))
                .build()
                .toString();
    }

    /** Takes {@code {"manifest", "document", "ceremonyKey"}} of the successor, and gives the root in a box for it. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.ADMIN_NAME)
    @Operation(operationId = "handOver", summary = "The root, in a box for an attested successor")
    public String handOver(String body) {
        JsonObject json = JsonObject.parse(body);
        return JsonObject.builder()
                .put(
                        "box",
                        handOver.close(
                                        Envelope.parse(json.object("manifest")),
                                        Hex.decode(json.text("document")),
                                        CeremonyKeyProof.parse(json.object("ceremonyKey")))
                                .toString())
                .build()
                .toString();
    }
}
