package dev.quittance.gateway.receipt;

import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;

/**
 * How what is known of a payment grows.
 *
 * @param facts what the next receipt states
 * @param due whether the news alone are worth a newer receipt
 */
record OwedFacts(ReceiptFacts facts, boolean due) {

    /** Takes the news in: a response once known stays, and a standing is replaced by a firmer one or by one elsewhere. */
    static OwedFacts of(ReceiptFacts held, ReceiptFacts news) {
        ReceiptFacts facts = held;
        boolean due = false;
        if (held.response().isEmpty() && news.response().isPresent()) {
            facts = facts.withResponse(news.response().get());
            due = true;
        }
        Standing before = held.standing();
        Standing now = news.standing();
        if (now.level().compareTo(before.level()) >= 0 && !now.equals(before)) {
            facts = facts.withStanding(now);
            due |= now.level() == QuittanceLevel.FINALIZED || before.level() == QuittanceLevel.REPORTED;
        }
        return new OwedFacts(facts, due);
    }
}
