package dev.quittance.gateway.delivery;

import dev.quittance.protocol.MalformedException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The masters of stored answers by key id, in the form of challenge keys: the first one seals, all of them open. */
public final class AnswerKeys {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/=]{43,})");
    private static final int KEY_BYTES_MIN = 32;

    private final String currentId;
    private final Map<String, SecretKey> masters;

    private AnswerKeys(String currentId, Map<String, SecretKey> masters) {
        this.currentId = currentId;
        this.masters = masters;
    }

    /**
     * Reads the lines of a secret file, each {@code kid:base64} of at least 32 bytes; blank lines and lines that start with
     * {@code #} are passed over.
     *
     * @throws MalformedException when no key is left, or a line is of another form; the message never holds the line
     */
    public static AnswerKeys parse(List<String> lines) {
        var masters = new LinkedHashMap<String, SecretKey>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var form = LINE.matcher(line.strip());
            if (!form.matches()) {
                throw new MalformedException("an answer key line is kid:base64");
            }
            if (masters.put(form.group(1), master(form.group(2))) != null) {
                throw new MalformedException("answer key id " + form.group(1) + " appears twice");
            }
        }
        if (masters.isEmpty()) {
            throw new MalformedException("expected at least one answer key");
        }
        return new AnswerKeys(masters.keySet().iterator().next(), masters);
    }

    private static SecretKey master(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length < KEY_BYTES_MIN) {
                throw new MalformedException("an answer key has fewer than " + KEY_BYTES_MIN + " bytes");
            }
            return new SecretKeySpec(key, "Generic");
        } catch (IllegalArgumentException e) {
            throw new MalformedException("an answer key is not base64", e);
        }
    }

    String currentId() {
        return currentId;
    }

    Optional<SecretKey> byId(String id) {
        return Optional.ofNullable(masters.get(id));
    }

    @Override
    public String toString() {
        return "AnswerKeys" + masters.keySet();
    }
}
