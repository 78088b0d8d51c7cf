package dev.quittance.agent.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.time.Instant;

/**
 * How far one purchase has come. Each state is written before the step that it names the beginning of:
 *
 * <pre>
 * CHALLENGED → SIGNED → SENT → SETTLED (the caller has the answer)
 *                         └──→ REFUSED (a new payment may be signed)
 * </pre>
 */
public sealed interface PurchaseRecord {
    /** When it was written, by this machine's clock. */
    Instant at();

    /** The nonce of the one authorization that this purchase may use. */
    Bytes32 nonce();

    /** Not finished: the next run goes on with it. */
    sealed interface Open extends PurchaseRecord {}

    /** Finished: the next run is a new purchase. */
    sealed interface Finished extends PurchaseRecord {}

    /** An offer is chosen; the signer may have been asked, and nothing it signed has left this process. */
    record Challenged(Instant at, PaymentRequired challenge, PaymentRequirements accepted, Bytes32 nonce)
            implements Open {
        /** The challenge id opens the stored answer: it is not printed. */
        @Override
        public String toString() {
            return "Challenged[nonce=" + nonce + "]";
        }
    }

    /**
     * The payment is signed and was never sent.
     *
     * @param header the whole PAYMENT-SIGNATURE
     */
    record Signed(Instant at, String header, PaymentPayload payload, TransferAuthorization authorization)
            implements Open {
        @Override
        public Bytes32 nonce() {
            return authorization.nonce();
        }

        @Override
        public String toString() {
            return "Signed[nonce=" + nonce() + "]";
        }
    }

    /**
     * The payment may have been sent: its outcome is open.
     *
     * @param header the whole PAYMENT-SIGNATURE
     */
    record Sent(Instant at, String header, PaymentPayload payload, TransferAuthorization authorization)
            implements Open {
        @Override
        public Bytes32 nonce() {
            return authorization.nonce();
        }

        @Override
        public String toString() {
            return "Sent[nonce=" + nonce() + "]";
        }
    }

    /** Paid, and the caller has the answer. */
    record Settled(Instant at, Bytes32 nonce, String network, String transaction) implements Finished {}

    /** Refused by the server, or expired unpaid. */
    record Refused(Instant at, Bytes32 nonce, String network, String reason) implements Finished {}
}
