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

    /**
     * Takes the news in. A standing is replaced by a firmer one or by one elsewhere, and a response by that of a later
     * execution: what went out last is what the payer has.
     */
    static OwedFacts of(ReceiptFacts held, ReceiptFacts news) {
        ReceiptFacts facts = held;
        boolean due = false;
        if (news.response().isPresent() && !news.response().equals(held.response())) {
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
