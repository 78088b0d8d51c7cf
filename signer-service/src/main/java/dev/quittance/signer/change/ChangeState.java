package dev.quittance.signer.change;

import java.util.Locale;

/**
 * How far a change has come.
 *
 * <pre>
 * PROPOSED ─ enough agree ─▶ WAITING ─ the delay is over ─▶ APPLIED | FAILED
 *     ├─ any admin ─▶ WITHDRAWN ◀─┘
 *     └─ too old ─▶ EXPIRED
 * </pre>
 */
enum ChangeState {
    /** Not enough admins have agreed. */
    PROPOSED,
    /** Enough have; it comes into force when its time comes. */
    WAITING,
    /** In force. */
    APPLIED,
    /** An admin took it back. */
    WITHDRAWN,
    /** Too few agreed for too long. */
    EXPIRED,
    /** What it was to change was not there any more when its time came. */
    FAILED;

    static ChangeState parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOpen() {
        return switch (this) {
            case PROPOSED, WAITING -> true;
            case APPLIED, WITHDRAWN, EXPIRED, FAILED -> false;
        };
    }
}
