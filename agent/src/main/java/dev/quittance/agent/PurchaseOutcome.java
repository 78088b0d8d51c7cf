package dev.quittance.agent;

import dev.quittance.protocol.x402.SettleResponse;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What became of one purchase. */
public sealed interface PurchaseOutcome {

    /** The payment is settled; the answer is the resource's own, whatever its status. */
    record Paid(HttpResponse<byte[]> answer, SettleResponse settlement) implements PurchaseOutcome {}

    /** The server asked for no payment. */
    record Free(HttpResponse<byte[]> answer) implements PurchaseOutcome {}

    /** Nothing was bought; {@link Refusal#signed()} tells whether an authorization left this process. */
    record Refused(Refusal refusal) implements PurchaseOutcome {}

    /**
     * The payment was sent and may have moved money; whether it did is not known. Asking again with the same payment is
     * right ({@link PayingClient#resume}, or the same purchase again with a journal), another purchase is wrong.
     *
     * @param lastAnswer what the server said last, when it said anything
     */
    record Pending(UnsettledPayment payment, PendingCause cause, Optional<HttpResponse<byte[]>> lastAnswer)
            implements PurchaseOutcome {

        /** Where the server tells the payment's state, when it named such a place. */
        public Optional<URI> status() {
            return lastAnswer.flatMap(Receipts::status);
        }
    }
}
