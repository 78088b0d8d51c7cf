package dev.quittance.facilitator.caller;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import java.security.PublicKey;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.lang.JoseException;

/** What a client's JWTs are verified with, and by the one algorithm that the key is for. */
record ClientKey(PublicKey key, SignatureAlgorithm algorithm) {

    /**
     * Reads a public JWK: EC on P-256 for ES256, OKP of Ed25519 for EdDSA.
     *
     * @throws IllegalArgumentException when it is another kind of key, or a private one; the message never repeats it
     */
    static ClientKey parse(String jwk) {
        try {
            return switch (JsonWebKey.Factory.newJwk(jwk)) {
                case EllipticCurveJsonWebKey ec
                when ec.getCurveName().equals("P-256") && ec.getPrivateKey() == null ->
                    new ClientKey(ec.getECPublicKey(), SignatureAlgorithm.ES256);
                case OctetKeyPairJsonWebKey okp
                when okp.getSubtype().equals("Ed25519") && okp.getPrivateKey() == null ->
                    new ClientKey(okp.getPublicKey(), SignatureAlgorithm.EDDSA);
                case JsonWebKey _ ->
                    throw new IllegalArgumentException("it is not the public half of a key on P-256 or of Ed25519");
            };
        } catch (JoseException e) {
            throw new IllegalArgumentException("it is not a JSON Web Key", e);
        }
    }
}
