package dev.quittance.signer.principal;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;

/** A public P-256 key under the id that request tokens name in {@code kid}. */
public record PrincipalKey(String id, ECPublicKey key) {
    private static final int ID_MAX = 128;

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
    static PrincipalKey fromJwk(JsonObject jwk) {
        if (jwk.has("d")) {
            throw new MalformedException("the principals file holds a private key; register the public half");
        }
        try {
            if (JsonWebKey.Factory.newJwk(jwk.toString()) instanceof EllipticCurveJsonWebKey ec
                    && ec.getCurveName().equals("P-256")) {
                return new PrincipalKey(jwk.text("kid"), onCurve(ec.getECPublicKey()));
            }
            throw new MalformedException("a principal's key is a JWK of type EC on P-256");
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

    /** Reads the form in which keys are stored: X.509 SubjectPublicKeyInfo. */
    static PrincipalKey fromEncoded(String id, byte[] encoded) {
        try {
            var key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
            return new PrincipalKey(id, (ECPublicKey) key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored key of a principal cannot be read", e);
        }
    }
}
