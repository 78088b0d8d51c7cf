package dev.quittance.worker.settlement;

import java.util.Locale;

/** Where a settlement stands. */
public enum SettlementState {
    /** Accepted; no live attempt carries it. */
    QUEUED,
    /** A live attempt carries it; no node is known to have the transaction. */
    SUBMITTING,
    /** A node took the transaction. */
    BROADCAST,
    /** Proved by the logs of a block. */
    INCLUDED,
    /** Its block is unlikely to be reorganised. */
    SAFE,
    /** Its block cannot be reorganised. */
    FINALIZED,
    /** Proved, at the finalized head, to be impossible. */
    FAILED;

    /** The spelling in the database. */
    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SettlementState ofSql(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
