package dev.quittance.protocol.challenge;

import dev.quittance.protocol.MalformedException;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The HMAC keys of challenge ids by key id. The first one issues, all of them verify, so that a new key can be known
 * everywhere before it is used.
 */
public final class ChallengeKeys {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final int KEY_BYTES_MIN = 32;
    private static final int KEYS_MAX = 16;

    private final String currentKeyId;
    private final Map<String, byte[]> keys;

    private ChallengeKeys(String currentKeyId, Map<String, byte[]> keys) {
        this.currentKeyId = currentKeyId;
        this.keys = keys;
    }

    /**
     * Reads the lines of a secret file, each {@code kid:base64} of at least 32 bytes; blank lines and lines that start
     * with {@code #} are passed over.
     *
     * @throws MalformedException when no key is left, or a line is of another form; the message never holds the line
     */
    public static ChallengeKeys parse(List<String> lines) {
        var keys = new LinkedHashMap<String, byte[]>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.strip().split(":", 2);
            if (parts.length != 2 || !KEY_ID.matcher(parts[0]).matches()) {
                throw new MalformedException("a challenge key line is kid:base64");
            }
            if (keys.put(parts[0], decodeKey(parts[1])) != null) {
                throw new MalformedException("challenge key id " + parts[0] + " appears twice");
            }
        }
        if (keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new MalformedException("expected 1 to " + KEYS_MAX + " challenge keys, found " + keys.size());
        }
        return new ChallengeKeys(keys.keySet().iterator().next(), keys);
    }

    private static byte[] decodeKey(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("a challenge key is not base64", e);
        }
        if (key.length < KEY_BYTES_MIN) {
            throw new MalformedException("a challenge key has fewer than " + KEY_BYTES_MIN + " bytes");
        }
        return key;
    }

    String currentKeyId() {
        return currentKeyId;
    }

    Optional<byte[]> key(String keyId) {
        return Optional.ofNullable(keys.get(keyId));
    }

    Collection<byte[]> all() {
        return keys.values();
    }

    @Override
    public String toString() {
        return "ChallengeKeys" + keys.keySet();
    }
}
