package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Single values of a routes file, as people write them; each complains with a {@link MalformedException}. */
final class Words {
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,4094}[\\x21-\\x7e])?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,9})([KMG]?)");
    private static final Duration DURATION_MAX = Duration.ofDays(366);
    /** Who meddles with these breaks the exchange, or the payment. */
    private static final Set<String> OWN = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "content-length",
            "content-digest",
            "upgrade",
            "expect",
            "proxy-connection",
            "idempotency-key");

    private Words() {}

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new MalformedException("expected 1 to 64 letters, digits, dots, underscores or hyphens");
        }
        return text;
    }

    static String headerName(String text) {
        if (!HEADER.matcher(text).matches()) {
            throw new MalformedException("expected the name of a header");
        }
        return text;
    }

    /** A header that routes may set or remove. */
    static String editableHeader(String text) {
        String name = headerName(text).toLowerCase(Locale.ROOT);
        if (OWN.contains(name) || name.startsWith("payment-") || name.startsWith("x-payment")) {
            throw new MalformedException("header " + text + " is the gateway's own");
        }
        return text;
    }

    static String headerValue(String text) {
        if (!HEADER_VALUE.matcher(text).matches()) {
            throw new MalformedException("expected a header's value in printable ASCII, of at most 4096 characters");
        }
        return text;
    }

    static Duration duration(String text) {
        var matched = DURATION.matcher(text);
        if (!matched.matches()) {
            throw new MalformedException("expected a time like 250ms, 3s, 2m, 1h or 1d");
        }
        long count = Long.parseLong(matched.group(1));
        var duration = switch (matched.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
        if (duration.compareTo(DURATION_MAX) > 0) {
            throw new MalformedException("expected at most 366d");
        }
        return duration;
    }

    /** Bytes: {@code 500}, {@code 64K}, {@code 10M}, {@code 1G}. */
    static long size(String text) {
        var matched = SIZE.matcher(text);
        if (!matched.matches()) {
            throw new MalformedException("expected a size like 500, 64K, 10M or 1G");
        }
        long count = Long.parseLong(matched.group(1));
        return switch (matched.group(2)) {
            case "K" -> count << 10;
            case "M" -> count << 20;
            case "G" -> count << 30;
            default -> count;
        };
    }

    static int count(String text, int min, int max) {
        int count;
        try {
            count = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("expected a number", e);
        }
        if (count < min || count > max) {
            throw new MalformedException("expected " + min + " to " + max);
        }
        return count;
    }

    /** Scheme, host and port, and nothing else. */
    static URI origin(String text) {
        var uri = URI.create(text);
        String path = uri.getPath();
        if (!isHttp(uri) || uri.getQuery() != null || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw new MalformedException("expected http or https, host and port, and nothing else");
        }
        return uri;
    }

    /** What is asked over HTTP, with any path. */
    static URI url(String text) {
        var uri = URI.create(text);
        if (!isHttp(uri) || uri.getQuery() != null) {
            throw new MalformedException("expected http or https, host, port and path");
        }
        return uri;
    }

    /** Whether it has a host that is asked over HTTP, without anybody's name in it. */
    static boolean isHttp(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && uri.getFragment() == null;
    }
}
