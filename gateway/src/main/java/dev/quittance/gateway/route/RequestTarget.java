package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A request target that gateway and upstream cannot read differently. What could be read in two ways is refused, never
 * repaired: encoded separators and percent signs, backslashes, dot and empty segments, segments that end with a dot or
 * a space, path parameters, control and format
 * characters, text that is not NFKC.
 *
 * @param path normalised after RFC 3986 §6.2.2 (unreserved characters decoded, digits of escapes in upper case); this is what
 *     the upstream gets
 * @param key what routes are matched on: decoded, without case, without trailing slash. Coarser than any upstream's reading,
 *     so that no spelling of a priced path is free
 * @param query as sent, without the question mark; empty when there is none
 */
public record RequestTarget(String path, String key, String query) {
    /** Longest target, in characters. */
    static final int CHARS_MAX = 8192;

    private static final String LITERAL = "-._~!$&'()*+,=:@";
    private static final String REFUSED_DECODED = "/\\;%";

    /**
     * Reads a target in origin form.
     *
     * @throws MalformedException when it is in another form, or could be read in two ways
     */
    public static RequestTarget parse(String target) {
        if (target.length() > CHARS_MAX) {
            throw new MalformedException("the request target is longer than " + CHARS_MAX + " characters");
        }
        if (!target.startsWith("/")) {
            throw new MalformedException("the request target is not in origin form");
        }
        int mark = target.indexOf('?');
        String rawPath = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        requireQuery(query);
        return new RequestTarget(normalise(rawPath), key(rawPath), query);
    }

    /** The target to send on: normalised path and untouched query. */
    public String uri() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static void requireQuery(String query) {
        if (!query.isEmpty() && !query.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
            throw new MalformedException("the query has a character that must be encoded");
        }
    }

    private static String key(String rawPath) {
        // Most paths are what they are written as, and every request brings one.
        String decoded = isUnreserved(rawPath) ? rawPath : decode(rawPath);
        requireSegments(decoded);
        String folded = decoded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return folded.endsWith("/") ? folded.substring(0, folded.length() - 1) : folded;
    }

    private static String decode(String rawPath) {
        var bytes = new ByteArrayOutputStream(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c == '%') {
                int octet = octet(rawPath, i);
                if (REFUSED_DECODED.indexOf(octet) >= 0) {
                    throw new MalformedException("the path has an encoded separator");
                }
                bytes.write(octet);
                i += 2;
            } else if (isUnreserved(c) || c == '/' || LITERAL.indexOf(c) >= 0) {
                bytes.write(c);
            } else {
                throw new MalformedException("the path has a character that must be encoded, or is not accepted");
            }
        }
        String decoded = text(bytes.toByteArray());
        requireCharacters(decoded);
        return decoded;
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("the path is not UTF-8", e);
        }
    }

    private static void requireCharacters(String decoded) {
        if (!decoded.codePoints().allMatch(RequestTarget::isPlain)) {
            throw new MalformedException("the path has a control or format character");
        }
        if (!Normalizer.isNormalized(decoded, Normalizer.Form.NFKC)) {
            throw new MalformedException("the path is not in Unicode form NFKC");
        }
    }

    private static void requireSegments(String decoded) {
        String[] segments = decoded.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].equals(".") || segments[i].equals("..")) {
                throw new MalformedException("the path has a dot segment");
            }
            if (isAnothersAlias(segments[i])) {
                throw new MalformedException("a segment ends with a dot or a space, or names a stream of a file");
            }
            if (segments[i].isEmpty() && i < segments.length - 1) {
                throw new MalformedException("the path has an empty segment");
            }
        }
    }

    /** What servers on Windows read as another name: they drop dots and spaces at its end, and open streams such as ::$DATA. */
    private static boolean isAnothersAlias(String segment) {
        return segment.endsWith(".") || segment.endsWith(" ") || segment.contains(":$");
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String normalise(String rawPath) {
        if (rawPath.indexOf('%') < 0) {
            return rawPath;
        }
        var normal = new StringBuilder(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            char c = rawPath.charAt(i);
            if (c != '%') {
                normal.append(c);
                continue;
            }
            int octet = octet(rawPath, i);
            if (isUnreserved((char) octet)) {
                normal.append((char) octet);
            } else {
                normal.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) octet));
            }
            i += 2;
        }
        return normal.toString();
    }

    private static int octet(String path, int percent) {
        if (percent + 3 > path.length()
                || !HexFormat.isHexDigit(path.charAt(percent + 1))
                || !HexFormat.isHexDigit(path.charAt(percent + 2))) {
            throw new MalformedException("the path has a broken escape");
        }
        return HexFormat.fromHexDigits(path, percent + 1, percent + 3);
    }

    private static boolean isUnreserved(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' && !isUnreserved(path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
