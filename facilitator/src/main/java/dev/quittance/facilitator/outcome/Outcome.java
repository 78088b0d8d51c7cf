package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.facilitator.payment.Inclusion;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the settlement-worker reports of a payment. */
sealed interface Outcome {
    /**
     * What the report means for the payment; empty when it contradicts what was reported before.
     */
    Optional<List<PaymentEvent>> eventsFor(Payment payment);

    /** A transaction is out. */
    record Broadcast(UUID attemptId, Bytes32 transaction) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return Optional.of(List.of(new PaymentEvent.Broadcast(attemptId, transaction)));
        }
    }

    /**
     * The transfer is on chain, proved by its logs; without an attempt when somebody else sent it.
     *
     * @param gasUsed its part of the gas of a transaction of ours; absent when a stranger sent it, or an older worker reports
     */
    record Included(Optional<UUID> attemptId, Inclusion inclusion, Optional<Long> gasUsed) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return Optional.of(List.of(new PaymentEvent.Included(attemptId, inclusion)));
        }
    }

    /** The block of the transfer is safe. */
    record Safe(Inclusion inclusion) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return onlyOf(payment, inclusion, new PaymentEvent.Safe());
        }
    }

    /** The block of the transfer is final. */
    record Finalized(Inclusion inclusion) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return onlyOf(payment, inclusion, new PaymentEvent.Finalized());
        }
    }

    /** The block of the transfer left the chain; the worker sends the same bytes again without being asked. */
    record Reorged(Bytes32 transaction, Bytes32 blockHash) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return payment.inclusion()
                    .filter(stands -> stands.transaction().equals(transaction)
                            && stands.blockHash().equals(blockHash))
                    .map(_ -> List.of(new PaymentEvent.Reorged(), new PaymentEvent.Submitted()));
        }
    }

    /** The payment is proved to be impossible. */
    record Failed(ErrorReason reason, Optional<Bytes32> transaction) implements Outcome {
        @Override
        public Optional<List<PaymentEvent>> eventsFor(Payment payment) {
            return Optional.of(List.of(payment.impossible(reason.wire(), transaction)));
        }
    }

    private static Optional<List<PaymentEvent>> onlyOf(Payment payment, Inclusion inclusion, PaymentEvent event) {
        return payment.inclusion().filter(inclusion::equals).map(_ -> List.of(event));
    }

    /**
     * The payment that the event is about.
     *
     * @throws MalformedEventException when the subject is not a payment id, or the data names another
     */
    static UUID paymentId(Event event) {
        try {
            UUID id = UUID.fromString(JsonObject.parse(event.dataJson()).text("paymentId"));
            if (id.toString().equals(event.subject())) {
                return id;
            }
        } catch (MalformedException | IllegalArgumentException e) {
            throw new MalformedEventException("paymentId is missing or malformed", e);
        }
        throw new MalformedEventException("paymentId is not the subject");
    }

    /**
     * Reads a report.
     *
     * @throws MalformedEventException when its type is not known or its data not of its form
     */
    static Outcome read(Event event) {
        try {
            JsonObject data = JsonObject.parse(event.dataJson());
            return switch (event.type()) {
                case "quittance.settlement.broadcast" ->
                    new Broadcast(attemptId(data), Bytes32.parse(data.text("transaction")));
                case "quittance.settlement.included" ->
                    new Included(
                            data.has("attemptId") ? Optional.of(attemptId(data)) : Optional.empty(),
                            inclusion(data),
                            data.optionalText("gasUsed").map(Outcome::gas));
                case "quittance.settlement.safe" -> new Safe(inclusion(data));
                case "quittance.settlement.finalized" -> new Finalized(inclusion(data));
                case "quittance.settlement.reorged" ->
                    new Reorged(Bytes32.parse(data.text("transaction")), Bytes32.parse(data.text("blockHash")));
                case "quittance.settlement.failed" ->
                    new Failed(
                            reason(data.text("reason")),
                            data.optionalText("transaction").map(Bytes32::parse));
                default -> throw new MalformedEventException("the type is not known");
            };
        } catch (MalformedException | IllegalArgumentException e) {
            throw new MalformedEventException("the data is not of its type's form", e);
        }
    }

    private static UUID attemptId(JsonObject data) {
        return UUID.fromString(data.text("attemptId"));
    }

    private static Inclusion inclusion(JsonObject data) {
        BigInteger logIndex = Uint256.parse(data.text("logIndex"));
        if (logIndex.bitLength() > 31) {
            throw new MalformedException("logIndex is out of range");
        }
        return new Inclusion(
                Bytes32.parse(data.text("transaction")),
                Uint256.parse(data.text("blockNumber")),
                Bytes32.parse(data.text("blockHash")),
                logIndex.longValueExact());
    }

    private static long gas(String text) {
        BigInteger gas = Uint256.parse(text);
        if (gas.bitLength() > 63) {
            throw new MalformedException("gasUsed is out of range");
        }
        return gas.longValueExact();
    }

    private static ErrorReason reason(String wire) {
        return Arrays.stream(ErrorReason.values())
                .filter(reason -> reason.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new MalformedException("the reason is not known"));
    }
}
