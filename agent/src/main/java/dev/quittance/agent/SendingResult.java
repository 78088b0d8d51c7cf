package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseRecord;
import java.util.Optional;

/**
 * What sending came to.
 *
 * @param mark what the journal is told when the caller has the outcome; empty when the purchase stays open or none was begun
 */
record SendingResult(PurchaseOutcome outcome, Optional<PurchaseRecord.Finished> mark) {

    static SendingResult unmarked(PurchaseOutcome outcome) {
        return new SendingResult(outcome, Optional.empty());
    }

    static SendingResult unmarked(Refusal refusal) {
        return unmarked(new PurchaseOutcome.Refused(refusal));
    }
}
