package dev.quittance.e2e.crash.agent;

import java.util.regex.Pattern;

/**
 * Where to halt, and at which time that the place is passed.
 *
 * @param after 1 halts at the first time
 */
public record CrashOrder(CrashPoint point, int after) {
    private static final Pattern TEXT = Pattern.compile("(K[0-9A-Z_]+)(?::after=([1-9][0-9]{0,8}))?");

    /**
     * Reads {@code K10} or {@code K10:after=3}.
     *
     * @throws IllegalArgumentException when the text says something else or names no point
     */
    public static CrashOrder parse(String text) {
        var order = TEXT.matcher(text.strip());
        if (!order.matches()) {
            throw new IllegalArgumentException("not an order to crash: " + text);
        }
        String after = order.group(2);
        return new CrashOrder(CrashPoint.valueOf(order.group(1)), after == null ? 1 : Integer.parseInt(after));
    }

    @Override
    public String toString() {
        return point + ":after=" + after;
    }
}
