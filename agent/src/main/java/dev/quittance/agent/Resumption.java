package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** How to go on from what an earlier run left. */
sealed interface Resumption {
    /** Nothing that was signed has left this machine: ask for a new quote. */
    record Anew() implements Resumption {}

    /** Have the same nonce signed again. */
    record Sign(PurchaseRecord.Challenged challenged) implements Resumption {}

    /** Send the payment for the first time. */
    record Send(PurchaseRecord.Signed signed) implements Resumption {}

    /** Send the payment again, with its outcome open. */
    record SendAgain(PurchaseRecord.Sent sent) implements Resumption {}

    /** Decides by the record; time plays a part only as long as nothing was sent. */
    static Resumption of(Optional<PurchaseRecord.Open> left, Instant now) {
        return left.map(open -> switch (open) {
                    case PurchaseRecord.Challenged challenged ->
                        isFresh(challenged, now) ? new Sign(challenged) : new Anew();
                    case PurchaseRecord.Signed signed -> isValid(signed, now) ? new Send(signed) : new Anew();
                    case PurchaseRecord.Sent sent -> new SendAgain(sent);
                })
                .orElseGet(Anew::new);
    }

    /** A signer repeats an authorization with the time it first had: half of that must be left. */
    private static boolean isFresh(PurchaseRecord.Challenged challenged, Instant now) {
        return now.isBefore(challenged.at().plusSeconds(challenged.accepted().maxTimeoutSeconds() / 2));
    }

    private static boolean isValid(PurchaseRecord.Signed signed, Instant now) {
        return BigInteger.valueOf(now.getEpochSecond())
                        .compareTo(signed.authorization().validBefore())
                < 0;
    }
}
