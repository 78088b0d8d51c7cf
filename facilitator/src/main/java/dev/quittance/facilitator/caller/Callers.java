package dev.quittance.facilitator.caller;

import dev.quittance.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Known callers by the digest of their token; the tokens themselves are never kept. */
final class Callers {
    private static final Pattern LINE = Pattern.compile("([a-z0-9][a-z0-9-]{0,62}):([0-9a-f]{64})");

    private final Map<String, String> namesByDigest;

    private Callers(Map<String, String> namesByDigest) {
        this.namesByDigest = Map.copyOf(namesByDigest);
    }

    /**
     * Reads the lines of a callers file; empty lines and lines that begin with {@code #} are passed over.
     *
     * @throws IllegalArgumentException when a line has another form or a token is given twice; the message names the line only
     */
    static Callers parse(List<String> lines) {
        var callers = new HashMap<String, String>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("line " + (i + 1) + " of the callers file is not name:sha256");
            }
            if (callers.put(matcher.group(2), matcher.group(1)) != null) {
                throw new IllegalArgumentException("line " + (i + 1) + " of the callers file repeats a token");
            }
        }
        return new Callers(callers);
    }

    /** The name of the caller that holds the token. */
    Optional<String> holderOf(String token) {
        return Optional.ofNullable(namesByDigest.get(digest(token)));
    }

    Set<String> names() {
        return Set.copyOf(namesByDigest.values());
    }

    private static String digest(String token) {
        byte[] hash = Sha256.hash(token.getBytes(StandardCharsets.UTF_8)).toByteArray();
        return HexFormat.of().formatHex(hash);
    }
}
