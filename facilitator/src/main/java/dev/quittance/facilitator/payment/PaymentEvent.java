package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Bytes32;
import java.util.Optional;
import java.util.UUID;

/** One thing that happened to a payment. Folding a payment's events rebuilds it. */
public sealed interface PaymentEvent {
    /** The kind of event, under which it is stored. */
    default EventType type() {
        return switch (this) {
            case Reserved _ -> EventType.RESERVED;
            case Submitted _ -> EventType.SUBMITTED;
            case Broadcast _ -> EventType.BROADCAST;
            case Included _ -> EventType.INCLUDED;
            case Safe _ -> EventType.SAFE;
            case Finalized _ -> EventType.FINALIZED;
            case Reorged _ -> EventType.REORGED;
            case Rejected _ -> EventType.REJECTED;
            case Blocked _ -> EventType.BLOCKED;
            case Failed _ -> EventType.FAILED;
            case Lost _ -> EventType.LOST;
        };
    }

    /** The authorization was bound. */
    record Reserved(PaymentTerms terms) implements PaymentEvent {}

    /** The settlement was requested, for the first time or after a reorganisation. */
    record Submitted() implements PaymentEvent {}

    /** A transaction went out, or replaced the one that was. */
    record Broadcast(UUID attemptId, Bytes32 transaction) implements PaymentEvent {}

    /**
     * The transfer was proved by its logs.
     *
     * @param attemptId the attempt that did it; empty when somebody else put the authorization on chain
     */
    record Included(Optional<UUID> attemptId, Inclusion inclusion) implements PaymentEvent {}

    /** The block became safe. */
    record Safe() implements PaymentEvent {}

    /** The block became final. */
    record Finalized() implements PaymentEvent {}

    /** The block left the chain. */
    record Reorged() implements PaymentEvent {}

    /**
     * The payment was refused before submission.
     *
     * @param reason an error reason of the protocol
     */
    record Rejected(String reason) implements PaymentEvent {}

    /**
     * A policy refused the payment before submission.
     *
     * @param reason an error reason of the protocol
     */
    record Blocked(String reason) implements PaymentEvent {}

    /**
     * The settlement was proved to be impossible.
     *
     * @param reason an error reason of the protocol
     * @param transaction the transaction that did not settle it, when one was sent
     */
    record Failed(String reason, Optional<Bytes32> transaction) implements PaymentEvent {}

    /**
     * The settlement was proved to be impossible after it had been answered as settled.
     *
     * @param reason an error reason of the protocol
     */
    record Lost(String reason) implements PaymentEvent {}
}
