package dev.quittance.protocol.challenge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Nonces that prove their own freshness: expiry, 64 random bits and an HMAC-SHA-256 over both and a subject, in lower-case
 * hexadecimal, because EIP-4361 allows letters and digits only. Nothing is stored; any holder of the keys can check any nonce.
 */
public final class FreshNonces {
    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final int MAC_BYTES = 32;
    /** Keeps these MACs apart from those of challenge ids, whose input has no space before its first line feed. */
    private static final byte[] PURPOSE = "fresh nonce\n".getBytes(StandardCharsets.US_ASCII);

    private final ChallengeKeys keys;
    private final SecureRandom random;

    public FreshNonces(ChallengeKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** Issues a nonce for a subject that is fresh before {@code expiry}, which is cut to whole seconds. */
    public String issue(String subject, Instant expiry) {
        byte[] head = ByteBuffer.allocate(HEAD_BYTES)
                .putLong(expiry.getEpochSecond())
                .putLong(random.nextLong())
                .array();
        byte[] key = keys.current().secret();
        return HexFormat.of().formatHex(head) + HexFormat.of().formatHex(mac(key, head, subject));
    }

    /** Whether the nonce was issued here for this subject and is still fresh. */
    public boolean isFresh(String nonce, String subject, Instant now) {
        byte[] shown;
        try {
            shown = HexFormat.of().parseHex(nonce);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (shown.length != HEAD_BYTES + MAC_BYTES) {
            return false;
        }
        byte[] head = Arrays.copyOf(shown, HEAD_BYTES);
        byte[] mac = Arrays.copyOfRange(shown, HEAD_BYTES, shown.length);
        boolean issued = false;
        for (byte[] key : keys.all()) {
            issued |= MessageDigest.isEqual(mac, mac(key, head, subject));
        }
        return issued && now.getEpochSecond() < ByteBuffer.wrap(head).getLong();
    }

    private static byte[] mac(byte[] key, byte[] head, String subject) {
        return HmacSha256.of(key, PURPOSE, head, subject.getBytes(StandardCharsets.UTF_8));
    }
}
