package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.util.regex.Pattern;

/**
 * A host name, or all names below one.
 *
 * @param name lower case, without port
 * @param below whether names below it are meant, and not itself
 */
public record HostPattern(String name, boolean below) {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final String BELOW = "*.";
    private static final int CHARS_MAX = 253;

    /**
     * Reads {@code api.example.com} or {@code *.example.com}.
     *
     * @throws MalformedException when it is neither, or not in lower case
     */
    static HostPattern parse(String text) {
        boolean below = text.startsWith(BELOW);
        String name = below ? text.substring(BELOW.length()) : text;
        if (name.length() > CHARS_MAX || !NAME.matcher(name).matches()) {
            throw new MalformedException(text + " is no host name in lower case, and no *. before one");
        }
        return new HostPattern(name, below);
    }

    @Override
    public String toString() {
        return below ? BELOW + name : name;
    }
}
