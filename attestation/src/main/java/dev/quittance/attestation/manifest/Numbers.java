package dev.quittance.attestation.manifest;

import dev.quittance.protocol.MalformedException;
import java.util.regex.Pattern;

/** Integers as texts: decimal digits without leading zeros. */
final class Numbers {
    private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]{0,17}");

    private Numbers() {}

    /** Reads 1 to {@code max}. */
    static long parse(String text, long max) {
        if (!POSITIVE.matcher(text).matches() || Long.parseLong(text) > max) {
            throw new MalformedException("a number of the manifest is a text of digits, 1 to " + max);
        }
        return Long.parseLong(text);
    }
}
