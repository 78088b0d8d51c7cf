package dev.quittance.signer.attestation;

import dev.quittance.attestation.AttestationDocument;
import dev.quittance.attestation.UserData;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.principal.OpenToStrangers;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/** Tells anybody what runs here, before they trust it with a request. */
@Startup
@Path("/attestation")
@OpenToStrangers
@RunOnVirtualThread
public final class AttestationResource {
    private static final Logger LOG = Logger.getLogger(AttestationResource.class);
    private static final int NONCE_MIN = 16;
    private static final int UNAVAILABLE = 503;

    private final DocumentProvider provider;
    private final LiveKey liveKey;
    private final ManifestHash manifest;
    private final TlsKey tlsKey;
    private final PerSecond limit;

    AttestationResource(
            DocumentProvider provider,
            LiveKey liveKey,
            ManifestHash manifest,
            TlsKey tlsKey,
            AttestationConfig config) {
        this.provider = provider;
        this.liveKey = liveKey;
        this.manifest = manifest;
        this.tlsKey = tlsKey;
        this.limit =
                new PerSecond(config.perSecond(), "too_many_documents", "more documents are asked for than are given");
    }

    /** A document over the caller's nonce, 16 to 512 bytes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @PermitAll
    @Operation(
            operationId = "attest",
            summary = "A signed document of what runs here, in AWS Nitro's format, over the caller's nonce")
    public String attest(byte[] body) {
        byte[] nonce = nonce(body);
        limit.take();
        try {
            byte[] document = provider.document(
                    nonce, liveKey.publicKey(), new UserData(manifest.hash(), tlsKey.hash()).encode());
            return JsonObject.builder()
                    .put("document", Hex.encode(document))
                    .build()
                    .toString();
        } catch (AttestationFailedException e) {
            LOG.errorf("no document: %s", e.getMessage());
            throw new ProblemException(
                    new Problem(UNAVAILABLE, "attestation_unavailable", "there is no document at the moment"));
        }
    }

    private static byte[] nonce(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(Set.of("nonce"))) {
            throw new MalformedException("the one member is nonce");
        }
        byte[] nonce = Hex.decode(json.text("nonce"));
        if (nonce.length < NONCE_MIN || nonce.length > AttestationDocument.NONCE_MAX) {
            throw new MalformedException("a nonce has 16 to 512 bytes");
        }
        return nonce;
    }
}
