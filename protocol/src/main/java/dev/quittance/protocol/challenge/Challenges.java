package dev.quittance.protocol.challenge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Issues and checks challenge ids of the form {@code kid.expiry.salt.mac}: expiry in seconds since the epoch, 128 random
 * bits of salt, HMAC-SHA-256 over both and the terms. Nothing is stored; any holder of the keys can check any id.
 */
public final class Challenges {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9_-]{1,16})\\.([1-9][0-9]{9,10})\\.([A-Za-z0-9_-]{22})\\.([A-Za-z0-9_-]{43})");
    private static final int SALT_BYTES = 16;

    private final ChallengeKeys keys;
    private final SecureRandom random;

    public Challenges(ChallengeKeys keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /** What is known of an id that a client shows. */
    public enum Check {
        VALID,
        /** Issued here on these terms, but its time is over. */
        EXPIRED,
        /** Never issued here for these terms. */
        FORGED
    }

    /** Issues an id that is valid before {@code expiry}, which is cut to whole seconds. */
    public String issue(ChallengeTerms terms, Instant expiry) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var key = keys.current();
        String head = key.id() + "." + expiry.getEpochSecond() + "." + base64Url(salt);
        return head + "." + base64Url(mac(key.secret(), head, terms));
    }

    /** Checks an id against the terms it is shown for; the comparison takes the same time whatever differs. */
    public Check check(String id, ChallengeTerms terms, Instant now) {
        var form = FORM.matcher(id);
        if (!form.matches()) {
            return Check.FORGED;
        }
        var key = keys.key(form.group(1));
        if (key.isEmpty()) {
            return Check.FORGED;
        }
        String head = id.substring(0, id.lastIndexOf('.'));
        byte[] expected = mac(key.get(), head, terms);
        byte[] shown = base64Url(expected).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(shown, form.group(4).getBytes(StandardCharsets.US_ASCII))) {
            return Check.FORGED;
        }
        return now.getEpochSecond() < Long.parseLong(form.group(2)) ? Check.VALID : Check.EXPIRED;
    }

    private static byte[] mac(byte[] key, String head, ChallengeTerms terms) {
        return HmacSha256.of(key, (head + "\n").getBytes(StandardCharsets.US_ASCII), terms.toBytes());
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
