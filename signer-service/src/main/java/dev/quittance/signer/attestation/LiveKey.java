package dev.quittance.signer.attestation;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The Ed25519 key of this run: drawn at the start, held in memory only, gone with the process. Documents name its public
 * half, so whatever it signs is said by the code that they measure. BouncyCastle signs about ten times as fast as the JDK.
 */
@Singleton
public final class LiveKey {
    private final Ed25519PrivateKeyParameters key;
    private final byte[] publicKey;

    LiveKey(SecureRandom random) {
        key = new Ed25519PrivateKeyParameters(random);
        try {
            publicKey = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey())
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException("a public key of Ed25519 has no encoding", e);
        }
    }

    /** Signs by RFC 8032's pure Ed25519: 64 bytes. Callers put a tag of their own before what they sign. */
    public byte[] sign(byte[] message) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        return signature;
    }

    /** The public half as X.509 SubjectPublicKeyInfo in DER (RFC 8410). */
    public byte[] publicKey() {
        return publicKey.clone();
    }
}
