package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.Log;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A log that spending a payment's nonce leaves.
 *
 * @param contract that emits it
 * @param topics by position, empty for any
 * @param concerns whether such a log is about this payment, as far as it says
 * @param meaning what it says
 */
public record Trace(Address contract, List<Optional<Bytes32>> topics, Predicate<Log> concerns, Meaning meaning) {
    /** Copies the topics. */
    public Trace {
        topics = List.copyOf(topics);
    }

    /** A log whose topics alone say that it is about the payment. */
    public static Trace of(Address contract, List<Optional<Bytes32>> topics, Meaning meaning) {
        return new Trace(contract, topics, _ -> true, meaning);
    }

    /** What a log says of the nonce. */
    public enum Meaning {
        /** It names the nonce, which went for a payment: this one's or another's. */
        USED,
        /** It names the nonce, which went for nothing. */
        CANCELLED,
        /** A payment such as this was made; whether with this nonce is for the transaction to say. */
        LIKENESS
    }
}
