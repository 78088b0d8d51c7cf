package dev.quittance.attestation;

import dev.quittance.protocol.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * How the live key vouches for one answer of the signer: Ed25519 (RFC 8032) over a tag, the hash of the request's
 * {@code Authorization} header, the status and the hash of the body. A request token is used once and names method, address
 * and body, so such a signature answers one request and no other. By BouncyCastle, which verifies about ten times as fast as
 * the JDK.
 */
public final class LiveSignature {
    /** Header: in a request, that a signature is wanted; in the answer, the key's {@link #keyId}. */
    public static final String KEY_HEADER = "Quittance-Live-Key";

    /** Header of the answer: the signature, 0x and 128 hexadecimal digits. */
    public static final String SIGNATURE_HEADER = "Quittance-Live-Signature";

    private static final byte[] TAG = "quittance-live-answer-v1:".getBytes(StandardCharsets.US_ASCII);
    /** What stands before the 32 bytes of a key in SubjectPublicKeyInfo (RFC 8410, section 4). */
    private static final byte[] SPKI_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private LiveSignature() {}

    /** What is signed. */
    public static byte[] message(String authorization, int status, byte[] body) {
        var message = new ByteArrayOutputStream();
        message.writeBytes(TAG);
        message.writeBytes(
                Sha256.hash(authorization.getBytes(StandardCharsets.UTF_8)).toByteArray());
        message.write(status >> 8);
        message.write(status);
        message.writeBytes(Sha256.hash(body).toByteArray());
        return message.toByteArray();
    }

    /** A name for the key: SHA-256 of its SubjectPublicKeyInfo. */
    public static String keyId(byte[] liveKey) {
        return Sha256.hash(liveKey).toString();
    }

    /** Whether these bytes are the SubjectPublicKeyInfo of an Ed25519 key of large order. */
    public static boolean isKey(byte[] liveKey) {
        return liveKey.length == SPKI_PREFIX.length + Ed25519.PUBLIC_KEY_SIZE
                && Arrays.equals(liveKey, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)
                && Ed25519.validatePublicKeyFull(liveKey, SPKI_PREFIX.length);
    }

    /**
     * Whether the key signed the message.
     *
     * @param liveKey SubjectPublicKeyInfo for which {@link #isKey} holds
     */
    public static boolean isGenuine(byte[] liveKey, byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, liveKey, SPKI_PREFIX.length, message, 0, message.length);
    }
}
