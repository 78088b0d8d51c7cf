package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path, or a path and all below it; a segment may stand for any one segment.
 *
 * @param text as it was written
 * @param segments what its parts are compared with
 * @param below whether everything below the path is meant too
 */
public record PathPattern(String text, List<Segment> segments, boolean below) {
    private static final String BELOW = "/*";
    private static final Pattern ANY = Pattern.compile("\\{[A-Za-z][A-Za-z0-9_.-]{0,63}}");

    /**
     * One part between slashes.
     *
     * @param key as {@link RequestTarget#key()} spells it; the name in braces where any text fits
     * @param any whether any text fits, but not none
     */
    record Segment(String key, boolean any) {
        boolean covers(Segment other) {
            return any || (!other.any && key.equals(other.key));
        }
    }

    public PathPattern {
        segments = List.copyOf(segments);
    }

    /**
     * Reads {@code /weather}, {@code /weather/{city}} or {@code /weather/*}.
     *
     * @throws MalformedException when the pattern has a wildcard elsewhere, or no client could ask for it
     */
    static PathPattern parse(String text) {
        boolean below = text.endsWith(BELOW);
        String path = below ? text.substring(0, text.length() - 1) : text;
        if (path.contains("*") || path.contains("?")) {
            throw new MalformedException("a path is exact, or ends with /*");
        }
        String[] written = path.split("/", -1);
        var plain = new ArrayList<String>();
        for (String part : written) {
            plain.add(ANY.matcher(part).matches() ? "x" : part);
            if (!ANY.matcher(part).matches() && (part.contains("{") || part.contains("}"))) {
                throw new MalformedException("braces stand around a whole segment's name, as in /weather/{city}");
            }
        }
        String key = RequestTarget.parse(String.join("/", plain)).key();
        var segments = new ArrayList<Segment>();
        String[] keys = key.isEmpty() ? new String[0] : key.substring(1).split("/", -1);
        for (int i = 0; i < keys.length; i++) {
            boolean any = ANY.matcher(written[i + 1]).matches();
            segments.add(new Segment(any ? written[i + 1] : keys[i], any));
        }
        return new PathPattern(text, segments, below);
    }

    /** Whether every path that fits the other fits this one too. */
    boolean covers(PathPattern other) {
        int size = segments.size();
        if (below ? other.segments.size() < size : other.below || other.segments.size() != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!segments.get(i).covers(other.segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The path above, where this one's last segment is any text: what a client asks for who leaves it out. */
    boolean hasOpenEnd() {
        return !segments.isEmpty() && segments.getLast().any();
    }

    @Override
    public String toString() {
        return text;
    }
}
