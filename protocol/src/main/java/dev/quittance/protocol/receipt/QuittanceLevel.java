package dev.quittance.protocol.receipt;

import dev.quittance.protocol.MalformedException;
import java.util.Arrays;
import java.util.Locale;

/** How firmly a settlement stood when its receipt was issued, weakest first. */
public enum QuittanceLevel {
    /** A facilitator said that it settled, and named no block. */
    REPORTED,
    /** In a block. */
    INCLUDED,
    /** In a block that the chain calls safe. */
    SAFE,
    /** In a block that the chain calls finalized. */
    FINALIZED;

    /**
     * Reads the wire text.
     *
     * @throws MalformedException when it is none of the four
     */
    public static QuittanceLevel parse(String text) {
        return Arrays.stream(values())
                .filter(level -> level.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new MalformedException("a level is reported, included, safe or finalized"));
    }

    /** The wire text, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
