package dev.quittance.gateway.facilitator;

import java.util.Optional;

/** What became of one question to a facilitator. */
sealed interface Exchange {
    /**
     * A whole answer came.
     *
     * @param extensions the header {@code EXTENSION-RESPONSES}
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Answered(int status, Optional<String> extensions, byte[] body) implements Exchange {}

    /** It may have been understood; no whole answer came. */
    record Unanswered() implements Exchange {}

    /** No connection came about: nothing was asked. */
    record Unasked() implements Exchange {}
}
