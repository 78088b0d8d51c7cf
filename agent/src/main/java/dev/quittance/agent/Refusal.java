package dev.quittance.agent;

import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Why a purchase was not made. */
public sealed interface Refusal {
    /** One word for programs. */
    String code();

    /** One sentence for people. */
    String message();

    /** Whether a signed authorization was sent: it stays valid until its validBefore even though the server refused it. */
    default boolean signed() {
        return false;
    }

    /** The 402 cannot be understood in only one way. */
    record MalformedChallenge(String fault) implements Refusal {
        @Override
        public String code() {
            return "malformed_challenge";
        }

        @Override
        public String message() {
            return "the 402 carries no usable challenge: " + fault;
        }
    }

    /**
     * Every way to pay that is offered is one that this agent cannot or may not use.
     *
     * @param reasons one for each offer, in the server's order
     */
    record NothingPayable(List<String> reasons) implements Refusal {
        public NothingPayable {
            reasons = List.copyOf(reasons);
        }

        @Override
        public String code() {
            return "nothing_payable";
        }

        @Override
        public String message() {
            return "no offer can be paid: " + String.join("; ", reasons);
        }
    }

    /**
     * The cheapest offer that could be paid costs more than the purchase may.
     *
     * @param price atomic units asked
     * @param priceMax atomic units allowed
     */
    record PriceTooHigh(BigInteger price, BigInteger priceMax, String asset) implements Refusal {
        @Override
        public String code() {
            return "price_too_high";
        }

        @Override
        public String message() {
            return "the price is " + price + " atomic units of " + asset + ", at most " + priceMax + " are allowed";
        }
    }

    /** The signer did not sign. */
    record SigningRefused(String reason, String detail) implements Refusal {
        @Override
        public String code() {
            return "signing_refused";
        }

        @Override
        public String message() {
            return "the signer refused (" + reason + "): " + detail;
        }
    }

    /** Another run makes the same purchase, and it took too long to wait for. */
    record InProgress(Duration waited) implements Refusal {
        @Override
        public String code() {
            return "purchase_in_progress";
        }

        @Override
        public String message() {
            return "another run makes the same purchase, after " + waited.toSeconds() + " s still";
        }
    }

    /** The payment expired unpaid, as the server says and its time proves. */
    record PaymentLapsed(String reason) implements Refusal {
        @Override
        public String code() {
            return "payment_lapsed";
        }

        @Override
        public String message() {
            return "the payment expired unpaid: " + reason;
        }

        @Override
        public boolean signed() {
            return true;
        }
    }

    /**
     * The server refused the payment that it was sent.
     *
     * @param reason the protocol's error reason, or the HTTP status as text
     */
    record PaymentRejected(String reason, Optional<SettleResponse> settlement) implements Refusal {
        @Override
        public String code() {
            return "payment_rejected";
        }

        @Override
        public String message() {
            return "the server refused the payment: " + reason;
        }

        @Override
        public boolean signed() {
            return true;
        }
    }
}
