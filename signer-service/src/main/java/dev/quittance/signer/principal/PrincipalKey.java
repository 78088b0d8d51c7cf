package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.asymmetric.ec.KeyFactorySpi;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A public key of P-256 or Ed25519 under the id that request tokens name in {@code kid}. */
public record PrincipalKey(String id, KeyAlgorithm algorithm, PublicKey key) {
    private static final int ID_MAX = 128;
    private static final KeyFactorySpi P256 = new KeyFactorySpi.EC();

    /** Checks the id. */
    public PrincipalKey {
        if (id.isEmpty() || id.length() > ID_MAX) {
            throw new MalformedException("a kid has 1 to " + ID_MAX + " characters");
        }
    }

    /**
     * Reads a public JWK.
     *
     * @throws MalformedException when it is another kind of key, or a private one, which has no business here
     */
    public static PrincipalKey fromJwk(JsonObject jwk) {
        if (jwk.has("d")) {
            throw new MalformedException("this is a private key; register the public half");
        }
        try {
            return switch (JsonWebKey.Factory.newJwk(jwk.toString())) {
                case EllipticCurveJsonWebKey ec
                when ec.getCurveName().equals("P-256") ->
                    new PrincipalKey(jwk.text("kid"), KeyAlgorithm.ES256, onCurve(ec.getECPublicKey()));
                case OctetKeyPairJsonWebKey okp
                when okp.getSubtype().equals("Ed25519") ->
                    new PrincipalKey(jwk.text("kid"), KeyAlgorithm.ED25519, ofLargeOrder(okp.getPublicKey()));
                case JsonWebKey _ ->
                    throw new MalformedException("a principal's key is a JWK of type EC on P-256 or OKP of Ed25519");
            };
        } catch (JoseException e) {
            throw new MalformedException("not a JSON Web Key", e);
        }
    }

    private static ECPublicKey onCurve(ECPublicKey key) {
        try {
            // Neither jose4j nor the JDK looks at this before they verify something.
            ECUtil.generatePublicKeyParameter(key);
            return key;
        } catch (InvalidKeyException | IllegalArgumentException e) {
            throw new MalformedException("a principal's key is not a point of P-256", e);
        }
    }

    /** A key of small order verifies signatures that nobody made (RFC 8032 leaves the check to its users). */
    private static PublicKey ofLargeOrder(PublicKey key) {
        byte[] encoded = key.getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - Ed25519.PUBLIC_KEY_SIZE, encoded.length);
        if (!Ed25519.validatePublicKeyFull(point, 0)) {
            throw new MalformedException("a principal's key is not a point of the prime-order group of Ed25519");
        }
        return key;
    }

    /**
     * Reads the form in which keys are stored: X.509 SubjectPublicKeyInfo. Keys of P-256 become BouncyCastle's own, which keep
     * the multiples of their point from one verification to the next and so take less than half the time.
     */
    static PrincipalKey fromEncoded(String id, KeyAlgorithm algorithm, byte[] encoded) {
        try {
            PublicKey key = switch (algorithm) {
                case ES256 -> P256.generatePublic(SubjectPublicKeyInfo.getInstance(encoded));
                case ED25519 ->
                    KeyFactory.getInstance(algorithm.keyFactory()).generatePublic(new X509EncodedKeySpec(encoded));
            };
            return new PrincipalKey(id, algorithm, key);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a stored key of a principal cannot be read", e);
        }
    }

    /** The public JWK, with its {@code kid}. */
    public JsonObject toJwk() {
        try {
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
            jwk.setKeyId(id);
            return JsonObject.parse(jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        } catch (JoseException e) {
            throw new IllegalStateException("a public key has no JWK", e);
        }
    }
}
