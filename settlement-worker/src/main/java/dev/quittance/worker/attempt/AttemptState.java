package dev.quittance.worker.attempt;

import java.util.Locale;

/** Where an attempt stands. */
public enum AttemptState {
    /** Has its nonce; no signed bytes yet. */
    ALLOTTED,
    /** Signed bytes are stored; no node is known to have them. */
    SIGNED,
    /** A node took the bytes. */
    SENT,
    /** A block holds the transaction. */
    INCLUDED,
    /** At the finalized head its nonce is used up. */
    CLOSED;

    /** The spelling in the database. */
    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AttemptState ofSql(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
