package dev.quittance.signer.policy;

import dev.quittance.protocol.MalformedException;
import java.util.Locale;

/** One narrow thing that the signer signs; each is built from facts, and granted by itself. */
public enum Operation {
    /** The authorization of an x402 payment. */
    PAYMENT,
    /** A transaction that puts payments on chain. */
    RELAY,
    /** The authorization that gives a payer its money back. */
    REFUND,
    /** The authorization that pays a merchant's money out. */
    PAYOUT,
    /** The receipt of a paid request. */
    RECEIPT;

    /**
     * Reads the wire text.
     *
     * @throws MalformedException when there is no such operation
     */
    public static Operation parse(String text) {
        for (Operation operation : values()) {
            if (operation.text().equals(text)) {
                return operation;
            }
        }
        throw new MalformedException("an operation is payment, relay, refund, payout or receipt");
    }

    /** The wire text, lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether what is signed moves the account's own tokens. */
    public boolean movesTokens() {
        return switch (this) {
            case PAYMENT, REFUND, PAYOUT -> true;
            case RELAY, RECEIPT -> false;
        };
    }
}
