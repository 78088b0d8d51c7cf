package dev.quittance.signer.attestation;

import dev.quittance.attestation.LiveSignature;
import dev.quittance.protocol.Hex;
import io.vertx.core.http.HttpHeaders;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Vouches with the live key for each answer to a request token, for callers who want to know which code answered. */
final class AnswerSignatures {
    private final LiveKey key;
    private final String keyId;

    AnswerSignatures(LiveKey key) {
        this.key = key;
        this.keyId = LiveSignature.keyId(key.publicKey());
    }

    @ServerResponseFilter
    void sign(ContainerRequestContext request, ContainerResponseContext response) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION.toString());
        // Signed only for those who look at it: it takes more than the payment's own signature.
        if (authorization == null || request.getHeaderString(LiveSignature.KEY_HEADER) == null) {
            return;
        }
        byte[] message = LiveSignature.message(authorization, response.getStatus(), body(response.getEntity()));
        response.getHeaders().putSingle(LiveSignature.KEY_HEADER, keyId);
        response.getHeaders().putSingle(LiveSignature.SIGNATURE_HEADER, Hex.encode(key.sign(message)));
    }

    private static byte[] body(Object entity) {
        return switch (entity) {
            case null -> new byte[0];
            case byte[] bytes -> bytes;
            default -> entity.toString().getBytes(StandardCharsets.UTF_8);
        };
    }
}
