package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;

/**
 * A path, or a path and all below it.
 *
 * @param key key of the path as {@link RequestTarget#key()} spells it
 * @param below whether everything below the path is meant too
 */
record PathPattern(String key, boolean below) {
    private static final String BELOW = "/*";

    /**
     * Reads {@code /weather} or {@code /weather/*}.
     *
     * @throws MalformedException when the pattern has a wildcard elsewhere, or no client could ask for it
     */
    static PathPattern parse(String text) {
        boolean below = text.endsWith(BELOW);
        String path = below ? text.substring(0, text.length() - 1) : text;
        if (path.contains("*") || path.contains("?")) {
            throw new MalformedException("a path is exact, or ends with /*");
        }
        return new PathPattern(RequestTarget.parse(path).key(), below);
    }

    boolean matches(RequestTarget target) {
        return target.key().equals(key) || (below && target.key().startsWith(key + "/"));
    }
}
