package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseRecord;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import java.time.Duration;

/** One leg of a purchase, told to an observer when it is done. None carries a signature. */
public sealed interface PurchaseLeg {
    /** Another run makes the same purchase right now: this one waits for it. */
    record Queued(Duration waitMax) implements PurchaseLeg {}

    /** An earlier run did not finish this purchase: its payment goes on. */
    record Resumed(PurchaseRecord.Open left) implements PurchaseLeg {}

    /** The server asked for a payment. */
    record Challenged(PaymentRequired challenge) implements PurchaseLeg {}

    /** An offer was chosen and the authorization for it signed. */
    record Authorized(PaymentRequirements accepted, TransferAuthorization authorization) implements PurchaseLeg {}

    /**
     * The payment is about to be sent.
     *
     * @param attempt from 1; always the same payment
     */
    record Sending(int attempt) implements PurchaseLeg {}

    /** The outcome is not known yet: the same payment is sent again after the pause. */
    record Waiting(PendingCause cause, Duration pause) implements PurchaseLeg {}

    /** The server proved the settlement. */
    record Settled(SettleResponse settlement) implements PurchaseLeg {}

    /** The finished purchase could not be marked as such: the next run will ask for the same answer once more, and pay nothing. */
    record Unmarked(String fault) implements PurchaseLeg {}
}
