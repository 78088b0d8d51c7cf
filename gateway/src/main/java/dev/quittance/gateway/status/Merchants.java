package dev.quittance.gateway.status;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Merchants by the digest of their token; the tokens themselves are never kept. */
public final class Merchants {
    private static final Pattern LINE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}:([0-9a-f]{64})");
    private static final String SCHEME = "Bearer ";

    private final Set<String> digests;

    private Merchants(Set<String> digests) {
        this.digests = Set.copyOf(digests);
    }

    /**
     * Reads the lines of a callers file; empty lines and lines that begin with {@code #} are passed over.
     *
     * @throws MalformedException when a line has another form; the message names the line only
     */
    public static Merchants parse(List<String> lines) {
        var digests = new HashSet<String>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var form = LINE.matcher(line);
            if (!form.matches() || !digests.add(form.group(1))) {
                throw new MalformedException("line " + (i + 1) + " is not a name:sha256 of its own");
            }
        }
        return new Merchants(digests);
    }

    /** Whether an Authorization header holds a merchant's token. */
    public boolean know(Optional<String> authorization) {
        return authorization
                .filter(value -> value.startsWith(SCHEME))
                .map(value -> value.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8))
                .map(token -> HexFormat.of().formatHex(Sha256.hash(token).toByteArray()))
                .filter(digests::contains)
                .isPresent();
    }
}
