package dev.quittance.protocol.token;

import dev.quittance.protocol.MalformedException;
import java.net.URI;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues the request tokens of one principal with its key: ES256 on P-256, or EdDSA on Ed25519. */
public final class RequestTokenSigner {
    private static final int TOKEN_ID_BYTES = 16;

    private final String principal;
    private final String keyId;
    private final PrivateKey key;
    private final String algorithm;
    private final SecureRandom random;
    private final InstantSource clock;

    /**
     * Takes the key out of a private JWK.
     *
     * @param principal name under which the key is registered with the signer
     * @param privateJwk JSON Web Key with {@code kid} and {@code d}, of type EC on P-256 or OKP of Ed25519
     * @throws MalformedException when it is another kind of key; the message never holds the key
     */
    public RequestTokenSigner(String principal, String privateJwk, SecureRandom random, InstantSource clock) {
        var jwk = readKey(privateJwk);
        this.principal = principal;
        this.keyId = jwk.getKeyId();
        this.key = jwk.getPrivateKey();
        this.algorithm = algorithm(jwk).orElseThrow(RequestTokenSigner::otherKey);
        this.random = random;
        this.clock = clock;
    }

    /** A token for exactly this request, valid for {@link RequestToken#LIFE}; each call gives another one. */
    public String token(String method, URI uri, byte[] body) {
        byte[] id = new byte[TOKEN_ID_BYTES];
        random.nextBytes(id);
        long now = clock.instant().getEpochSecond();
        var claims = new JwtClaims();
        claims.setIssuer(principal);
        claims.setAudience(RequestToken.AUDIENCE);
        claims.setIssuedAt(NumericDate.fromSeconds(now));
        claims.setExpirationTime(NumericDate.fromSeconds(now + RequestToken.LIFE.toSeconds()));
        claims.setJwtId(Base64.getUrlEncoder().withoutPadding().encodeToString(id));
        claims.setStringListClaim(
                RequestToken.URIS_CLAIM, List.of(RequestToken.uri(method, uri.getRawAuthority(), uri.getRawPath())));
        claims.setStringClaim(RequestToken.REQUEST_HASH_CLAIM, RequestToken.requestHash(body));
        return sign(claims);
    }

    private String sign(JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        signature.setKeyIdHeaderValue(keyId);
        signature.setHeader("typ", "JWT");
        signature.setAlgorithmHeaderValue(algorithm);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("the request token cannot be signed", e);
        }
    }

    private static PublicJsonWebKey readKey(String privateJwk) {
        try {
            var jwk = PublicJsonWebKey.Factory.newPublicJwk(privateJwk);
            if (jwk.getPrivateKey() == null || jwk.getKeyId() == null) {
                throw otherKey();
            }
            return jwk;
        } catch (JoseException e) {
            throw new MalformedException("not a JSON Web Key");
        }
    }

    private static Optional<String> algorithm(PublicJsonWebKey jwk) {
        return switch (jwk) {
            case EllipticCurveJsonWebKey ec
            when ec.getCurveName().equals("P-256") ->
                Optional.of(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            case OctetKeyPairJsonWebKey okp
            when okp.getSubtype().equals("Ed25519") -> Optional.of(AlgorithmIdentifiers.EDDSA);
            case PublicJsonWebKey _ -> Optional.empty();
        };
    }

    private static MalformedException otherKey() {
        return new MalformedException("expected a private JWK of P-256 or Ed25519 with a kid");
    }

    @Override
    public String toString() {
        return "RequestTokenSigner[principal=" + principal + ", keyId=" + keyId + "]";
    }
}
