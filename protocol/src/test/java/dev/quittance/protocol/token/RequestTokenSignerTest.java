package dev.quittance.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class RequestTokenSignerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void bindsTheTokenToOneRequest() throws Exception {
        // Given
        EllipticCurveJsonWebKey key = p256("agent-key");
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        // When
        String token = signer(key).token("POST", URI.create("http://localhost:8405/v1/x402/payments?x=1"), body);

        // Then
        var signature = new JsonWebSignature();
        signature.setCompactSerialization(token);
        signature.setKey(key.getPublicKey());
        assertThat(signature.verifySignature()).isTrue();
        assertThat(signature.getAlgorithmHeaderValue()).isEqualTo("ES256");
        assertThat(signature.getKeyIdHeaderValue()).isEqualTo("agent-key");
        JwtClaims claims = JwtClaims.parse(signature.getPayload());
        assertThat(claims.getIssuer()).isEqualTo("demo-agent");
        assertThat(claims.getAudience()).containsExactly(RequestToken.AUDIENCE);
        assertThat(claims.getExpirationTime().getValue())
                .isEqualTo(NOW.plus(RequestToken.LIFE).getEpochSecond());
        assertThat(claims.getStringListClaimValue("uris")).isEqualTo(List.of("POST localhost:8405/v1/x402/payments"));
        assertThat(claims.getStringClaimValue("reqHash"))
                .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    @Test
    void givesEachTokenItsOwnId() throws Exception {
        // Given
        var signer = signer(p256("k"));
        var uri = URI.create("http://localhost/v1/accounts");

        // When // Then
        assertThat(signer.token("GET", uri, new byte[0])).isNotEqualTo(signer.token("GET", uri, new byte[0]));
    }

    @Test
    void refusesOtherKindsOfKeysAndKeepsThemToItself() throws Exception {
        // Given
        String rsa = RsaJwkGenerator.generateJwk(2048).toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
        String publicOnly = p256("k").toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);

        // When // Then
        for (String jwk : List.of(rsa, publicOnly, "{\"kty\":\"EC\",\"d\":\"canary\"}", "canary")) {
            assertThatThrownBy(() -> new RequestTokenSigner("a", jwk, new SecureRandom(), InstantSource.fixed(NOW)))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageNotContaining("canary");
        }
    }

    private static EllipticCurveJsonWebKey p256(String keyId) throws JoseException {
        EllipticCurveJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId(keyId);
        return key;
    }

    private static RequestTokenSigner signer(EllipticCurveJsonWebKey key) {
        return new RequestTokenSigner(
                "demo-agent",
                key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE),
                new SecureRandom(),
                InstantSource.fixed(NOW));
    }
}
