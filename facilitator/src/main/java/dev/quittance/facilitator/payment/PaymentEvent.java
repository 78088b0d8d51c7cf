package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Bytes32;
import java.util.Optional;
import java.util.UUID;

/** One thing that happened to a payment. Folding a payment's events rebuilds it. */
public sealed interface PaymentEvent {
    EventType type();

    /** The authorization was bound. */
    record Reserved(PaymentTerms terms) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.RESERVED;
        }
    }

    /** The settlement was requested, for the first time or after a reorganisation. */
    record Submitted() implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.SUBMITTED;
        }
    }

    /** A transaction went out, or replaced the one that was. */
    record Broadcast(UUID attemptId, Bytes32 transaction) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.BROADCAST;
        }
    }

    /**
     * The transfer was proved by its logs.
     *
     * @param attemptId the attempt that did it; empty when somebody else put the authorization on chain
     */
    record Included(Optional<UUID> attemptId, Inclusion inclusion) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.INCLUDED;
        }
    }

    /** The block became safe. */
    record Safe() implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.SAFE;
        }
    }

    /** The block became final. */
    record Finalized() implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.FINALIZED;
        }
    }

    /** The block left the chain. */
    record Reorged() implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.REORGED;
        }
    }

    /**
     * The payment was refused before submission.
     *
     * @param reason an error reason of the protocol
     */
    record Rejected(String reason) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.REJECTED;
        }
    }

    /**
     * A policy refused the payment before submission.
     *
     * @param reason an error reason of the protocol
     */
    record Blocked(String reason) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.BLOCKED;
        }
    }

    /**
     * The settlement was proved to be impossible.
     *
     * @param reason an error reason of the protocol
     * @param transaction the transaction that did not settle it, when one was sent
     */
    record Failed(String reason, Optional<Bytes32> transaction) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.FAILED;
        }
    }

    /**
     * The settlement was proved to be impossible after it had been answered as settled.
     *
     * @param reason an error reason of the protocol
     */
    record Lost(String reason) implements PaymentEvent {
        @Override
        public EventType type() {
            return EventType.LOST;
        }
    }
}
