package dev.quittance.agent.cli;

import dev.quittance.agent.PendingCause;
import dev.quittance.agent.PurchaseOutcome.Pending;
import java.util.Locale;

/** Tells a person what to do about a payment whose answer did not come. */
final class PendingText {
    private PendingText() {}

    static String of(Pending pending) {
        String text = explanation(pending.cause()) + " ("
                + pending.cause().name().toLowerCase(Locale.ROOT) + "); authorization nonce "
                + pending.payment().authorization().nonce() + ", valid before "
                + pending.payment().authorization().validBefore();
        return pending.status().map(status -> text + "; its state: " + status).orElse(text);
    }

    private static String explanation(PendingCause cause) {
        return switch (cause) {
            case SETTLEMENT_PENDING, CONNECTION_LOST, NO_RECEIPT, RECEIPT_MISMATCH, NONCE_USED, INTERRUPTED ->
                "the outcome is unknown, run the same command again and do not buy otherwise";
            case REFUSED_AFTER_UNKNOWN ->
                "the server refuses a payment that it may have taken; nothing else is signed before it has expired";
            case ALREADY_DELIVERED ->
                "paid and delivered before, and the server keeps the answer no longer; to buy it once more give an"
                        + " --idempotency-key that was not used yet";
        };
    }
}
