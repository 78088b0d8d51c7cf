package dev.quittance.worker.settlement;

import java.util.Locale;

/** How far a payer's preparation is. Only what a block shows counts, so that a reorganisation may lead back. */
public enum PreparationState {
    /** Taken in; nobody has looked yet. */
    AWAITED,
    /** Stored to be handed to the node, with every block until one shows it. */
    SENT,
    /** Its nonce is used up, and what it was for is not there. */
    FAILED,
    /** The chain holds what it was for. */
    DONE;

    /** The spelling in the database. */
    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PreparationState ofSql(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
