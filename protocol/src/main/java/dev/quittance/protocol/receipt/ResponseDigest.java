package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Bytes32;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest of an answer: SHA-256 over the status in decimal, a line feed, the Content-Type header as it stands (nothing
 * when there is none), a line feed, and the bytes of the content (RFC 9110, section 6.4): transfer coding is undone, content
 * coding is not. Not thread-safe; an answer that streams is fed piece by piece.
 */
public final class ResponseDigest {
    private final MessageDigest digest;

    /**
     * Begins the digest of an answer.
     *
     * @param status 100..599
     * @param contentType header value; empty when absent
     */
    public ResponseDigest(int status, String contentType) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        digest.update((status + "\n" + contentType + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of an answer that is at hand as a whole. */
    public static Bytes32 of(int status, String contentType, byte[] body) {
        return new ResponseDigest(status, contentType).update(body).finish();
    }

    /** Takes the next bytes of the body. */
    public ResponseDigest update(byte[] part) {
        digest.update(part);
        return this;
    }

    /** The digest of all that came; begins anew from nothing, so it is asked for once. */
    public Bytes32 finish() {
        return new Bytes32(digest.digest());
    }
}
