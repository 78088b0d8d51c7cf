package dev.quittance.protocol.keys;

import dev.quittance.protocol.MalformedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What one file of secret keys says: all of them are accepted, one at a time issues. */
public final class KeyRing {
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,16}):(\\S+)(?:\\s+from=(\\S+))?");
    private static final int KEY_BYTES_MIN = 32;
    private static final int KEYS_MAX = 16;

    private final Map<String, Key> keys;

    private KeyRing(Map<String, Key> keys) {
        this.keys = keys;
    }

    /**
     * One key.
     *
     * @param from when it begins to issue; {@link Instant#MIN} when the file does not say
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by rings in the one place that has to.
    public record Key(String id, byte[] secret, Instant from) {
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /**
     * Reads the lines of a secret file, each {@code kid:base64} of at least 32 bytes, and perhaps {@code from=} with the time of
     * ISO 8601 at which it begins to issue; blank lines and lines that start with {@code #} are passed over.
     *
     * @param name what one is called, with its article
     * @throws MalformedException when no key is left, or a line is of another form; the message never holds the line
     */
    public static KeyRing parse(String name, List<String> lines) {
        var keys = new LinkedHashMap<String, Key>();
        String bare = name.substring(name.indexOf(' ') + 1);
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            var form = LINE.matcher(line.strip());
            if (!form.matches()) {
                throw new MalformedException(name + " line is kid:base64, or kid:base64 from=2030-01-31T12:00:00Z");
            }
            var key = new Key(form.group(1), secret(name, form.group(2)), from(name, form.group(3)));
            if (keys.put(key.id(), key) != null) {
                throw new MalformedException(bare + " id " + key.id() + " appears twice");
            }
        }
        if (keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new MalformedException("expected 1 to " + KEYS_MAX + " " + bare + "s, found " + keys.size());
        }
        return new KeyRing(keys);
    }

    private static byte[] secret(String name, String base64) {
        try {
            byte[] secret = Base64.getDecoder().decode(base64);
            if (secret.length < KEY_BYTES_MIN) {
                throw new MalformedException(name + " has fewer than " + KEY_BYTES_MIN + " bytes");
            }
            return secret;
        } catch (IllegalArgumentException e) {
            throw new MalformedException(name + " is not base64", e);
        }
    }

    private static Instant from(String name, @org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? Instant.MIN : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new MalformedException(name + " has a from= that is no time such as 2030-01-31T12:00:00Z", e);
        }
    }

    /**
     * The key that issues: of those whose time has come the latest, of those without a time the first. Before any time has come it
     * is the one whose time comes first.
     */
    public Key current(Instant now) {
        Optional<Key> latest = Optional.empty();
        for (Key key : keys.values()) {
            boolean later = latest.isEmpty() || key.from().isAfter(latest.get().from());
            if (!key.from().isAfter(now) && later) {
                latest = Optional.of(key);
            }
        }
        return latest.or(() -> keys.values().stream().min(Comparator.comparing(Key::from)))
                .orElseThrow();
    }

    /** When a key stopped to issue because the time of a later one had come; empty when the times do not tell. */
    Optional<Instant> replacedAt(String id, Instant now) {
        return get(id).flatMap(key -> keys.values().stream()
                .map(Key::from)
                .filter(from -> from.isAfter(key.from()) && !from.isAfter(now))
                .min(Comparator.naturalOrder()));
    }

    public Optional<Key> get(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** All keys, in the order of the file. */
    public Collection<Key> all() {
        return new ArrayList<>(keys.values());
    }

    @Override
    public String toString() {
        return keys.keySet().toString();
    }
}
