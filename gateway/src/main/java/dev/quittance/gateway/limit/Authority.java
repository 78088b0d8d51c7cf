package dev.quittance.gateway.limit;

/**
 * What may stand for host and port of a request (RFC 9112 §3.2): a name of letters, digits, dots and hyphens, or an IPv6 address in
 * brackets, and perhaps a port. Read by hand, since every request brings one.
 */
public final class Authority {
    private static final int NAME_CHARS_MAX = 253;
    private static final int ADDRESS_CHARS_MAX = 45;
    private static final int PORT_DIGITS_MAX = 5;

    private Authority() {}

    /** Whether it can be read in one way only. */
    public static boolean isPlain(String text) {
        int host = text.startsWith("[") ? addressEnd(text) : nameEnd(text);
        return host > 0 && (host == text.length() || (text.charAt(host) == ':' && isPort(text, host + 1)));
    }

    private static int nameEnd(String text) {
        int at = 0;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        return at <= NAME_CHARS_MAX ? at : 0;
    }

    private static int addressEnd(String text) {
        int at = 1;
        while (at < text.length() && isAddressChar(text.charAt(at))) {
            at++;
        }
        boolean fits = at > 2 && at <= ADDRESS_CHARS_MAX + 1 && at < text.length() && text.charAt(at) == ']';
        return fits ? at + 1 : 0;
    }

    private static boolean isPort(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > PORT_DIGITS_MAX || text.charAt(from) == '0') {
            return false;
        }
        for (int at = from; at < text.length(); at++) {
            if (!isDigit(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameChar(char c) {
        return isLetter(c) || isDigit(c) || c == '.' || c == '-';
    }

    private static boolean isAddressChar(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
