package dev.quittance.attestation.manifest;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * An admin's request key: P-256 or Ed25519.
 *
 * @param id its JWK thumbprint (RFC 7638, SHA-256, base64url), which depends on nothing but the key
 */
public record AdminKey(String id, PublicKey key) {
    private static final Set<String> P256_MEMBERS = Set.of("kty", "crv", "x", "y");
    private static final Set<String> ED25519_MEMBERS = Set.of("kty", "crv", "x");

    /**
     * Reads the public half of a JWK, whatever else it holds.
     *
     * @throws MalformedException when it is another kind of key, or holds a private one
     */
    public static AdminKey fromJwk(JsonObject jwk) {
        if (jwk.has("d")) {
            throw new MalformedException("this is a private key; name the public half");
        }
        return of(read(jwk.toString()));
    }

    /** The public half of a private JWK. */
    public static AdminKey ofPrivateJwk(String jwk) {
        return of(read(jwk));
    }

    private static AdminKey of(PublicJsonWebKey jwk) {
        String id = jwk.calculateBase64urlEncodedThumbprint("SHA-256");
        return switch (jwk) {
            case EllipticCurveJsonWebKey ec
            when ec.getCurveName().equals("P-256") -> new AdminKey(id, ec.getECPublicKey());
            case OctetKeyPairJsonWebKey okp
            when okp.getSubtype().equals("Ed25519") -> new AdminKey(id, ofLargeOrder(okp.getPublicKey()));
            case PublicJsonWebKey _ -> throw new MalformedException("an admin's key is a JWK of P-256 or Ed25519");
        };
    }

    /** The public JWK without a {@code kid}: each key has one form here. */
    public JsonObject toJwk() {
        try {
            var jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
            return JsonObject.parse(jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        } catch (JoseException e) {
            throw new IllegalStateException("a public key has no JWK", e);
        }
    }

    /** Whether the key signed the message: ECDSA with SHA-256 as r and s, or pure Ed25519. */
    boolean hasSigned(byte[] message, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(algorithm(key.getAlgorithm()));
            verification.initVerify(key);
            verification.update(message);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of another length, or a key that is no point of its curve.
            return false;
        }
    }

    /** Signs a message with the private JWK of an admin. */
    static byte[] sign(String privateJwk, byte[] message) {
        PrivateKey key = read(privateJwk).getPrivateKey();
        if (key == null) {
            throw new MalformedException("expected a private JWK");
        }
        try {
            Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key of P-256 or Ed25519 does not sign", e);
        }
    }

    private static String algorithm(String keyAlgorithm) {
        return keyAlgorithm.equals("EC") ? "SHA256withECDSAinP1363Format" : "Ed25519";
    }

    private static PublicJsonWebKey read(String jwk) {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(jwk);
        } catch (JoseException e) {
            // Without the cause, whose message may quote a private key.
            throw new MalformedException("not a JSON Web Key");
        }
    }

    /** A key of small order verifies signatures that nobody made (RFC 8032 leaves the check to its users). */
    private static PublicKey ofLargeOrder(PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - Ed25519.PUBLIC_KEY_SIZE, encoded.length);
        if (!Ed25519.validatePublicKeyFull(point, 0)) {
            throw new MalformedException("an admin's key is not a point of the prime-order group of Ed25519");
        }
        return key;
    }

    /** Reads a key that has the one form of {@link #toJwk}. */
    static AdminKey fromExactJwk(JsonObject jwk) {
        if (!jwk.names().equals(P256_MEMBERS) && !jwk.names().equals(ED25519_MEMBERS)) {
            throw new MalformedException("an admin's key in a manifest has kty, crv, x and, of P-256, y");
        }
        return fromJwk(jwk);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdminKey that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
