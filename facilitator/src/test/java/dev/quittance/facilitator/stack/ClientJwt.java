package dev.quittance.facilitator.stack;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A client with a key, and the JWTs that it signs. */
public record ClientJwt(String name, PublicJsonWebKey key, String algorithm) {
    private static final String AUDIENCE = "quittance-facilitator";

    public static ClientJwt onP256(String name) {
        try {
            return new ClientJwt(
                    name,
                    EcJwkGenerator.generateJwk(EllipticCurves.P256),
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public static ClientJwt ofEd25519(String name) {
        try {
            return new ClientJwt(name, OkpJwkGenerator.generateJwk("Ed25519"), AlgorithmIdentifiers.EDDSA);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The client of a private JWK. */
    public static ClientJwt read(String name, String privateJwk) {
        try {
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(privateJwk);
            return new ClientJwt(
                    name,
                    key,
                    key instanceof EllipticCurveJsonWebKey
                            ? AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256
                            : AlgorithmIdentifiers.EDDSA);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key under another name. */
    public ClientJwt as(String other) {
        return new ClientJwt(other, key, algorithm);
    }

    public String publicJwk() {
        return key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    public String privateJwk() {
        return key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    }

    /** A good one, for a minute. */
    public String token() {
        return token(AUDIENCE, 0, 60);
    }

    /** Issued and expiring so many seconds from now. */
    public String token(String audience, long issued, long expires) {
        var jws = jws(audience, issued, expires);
        jws.setKey(key.getPrivateKey());
        jws.setAlgorithmHeaderValue(algorithm);
        return compact(jws);
    }

    public String unsigned() {
        var jws = jws(AUDIENCE, 0, 60);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        return compact(jws);
    }

    /** With what everybody knows as the secret. */
    public String signedWithThePublicKeyAs(String hmac) {
        var jws = jws(AUDIENCE, 0, 60);
        jws.setAlgorithmHeaderValue(hmac);
        jws.setKey(new HmacKey(publicJwk().getBytes(StandardCharsets.UTF_8)));
        return compact(jws);
    }

    private JsonWebSignature jws(String audience, long issued, long expires) {
        long now = Instant.now().getEpochSecond();
        var claims = new JwtClaims();
        claims.setIssuer(name);
        claims.setAudience(audience);
        claims.setIssuedAt(NumericDate.fromSeconds(now + issued));
        claims.setExpirationTime(NumericDate.fromSeconds(now + expires));
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        return jws;
    }

    private static String compact(JsonWebSignature jws) {
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
