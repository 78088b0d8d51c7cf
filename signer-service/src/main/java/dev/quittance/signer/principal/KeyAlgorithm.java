package dev.quittance.signer.principal;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;

/** The two ways in which request tokens are signed; each key is for one of them. */
public enum KeyAlgorithm {
    /** ECDSA on P-256 over SHA-256 (RFC 7518, 3.4). */
    ES256("ES256", "EC", SignatureAlgorithm.ES256),
    /** Ed25519 (RFC 8037, 3.1); keys of Ed448 are not accepted. */
    ED25519("EdDSA", "Ed25519", SignatureAlgorithm.EDDSA);

    private final String jws;
    private final String keyFactory;
    private final SignatureAlgorithm verification;

    KeyAlgorithm(String jws, String keyFactory, SignatureAlgorithm verification) {
        this.jws = jws;
        this.keyFactory = keyFactory;
        this.verification = verification;
    }

    /** The value of a token's {@code alg}. */
    String jws() {
        return jws;
    }

    String keyFactory() {
        return keyFactory;
    }

    SignatureAlgorithm verification() {
        return verification;
    }
}
