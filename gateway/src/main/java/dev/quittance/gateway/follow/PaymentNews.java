package dev.quittance.gateway.follow;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.protocol.receipt.Standing;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What an event of {@code payment.events} says about a payment.
 *
 * @param sequence counts the events of the payment; one that was passed changes the level no more
 * @param data what the timeline shows of it
 */
record PaymentNews(
        UUID eventId, Kind kind, Claim.Authorization key, UUID facilitatorPaymentId, long sequence, JsonObject data) {
    private static final String PREFIX = "quittance.payment.";
    private static final String CAIP2_PREFIX = "eip155:";

    /** What matters here; other kinds of events pass. */
    enum Kind {
        INCLUDED(Optional.of(Level.INCLUDED)),
        SAFE(Optional.of(Level.SAFE)),
        FINALIZED(Optional.of(Level.FINALIZED)),
        REORGED(Optional.empty()),
        FAILED(Optional.empty()),
        LOST(Optional.empty());

        private final Optional<Level> level;

        Kind(Optional<Level> level) {
            this.level = level;
        }

        /** Where the payment stands after it. */
        Optional<Level> level() {
            return level;
        }

        /** Whether the money will never move. */
        boolean isDead() {
            return this == FAILED || this == LOST;
        }
    }

    /**
     * Reads an event; nothing when it is of a kind that does not matter here.
     *
     * @throws MalformedEventException when it matters and cannot be read
     */
    static Optional<PaymentNews> of(Event event) {
        for (Kind kind : Kind.values()) {
            if (event.type().equals(PREFIX + kind.name().toLowerCase(Locale.ROOT))) {
                return Optional.of(read(event, kind));
            }
        }
        return Optional.empty();
    }

    private static PaymentNews read(Event event, Kind kind) {
        try {
            var data = JsonObject.parse(event.dataJson());
            String network = data.text("network");
            if (!network.startsWith(CAIP2_PREFIX)) {
                throw new MalformedEventException("network is not an eip155 one");
            }
            var key = new Claim.Authorization(
                    Long.parseLong(network.substring(CAIP2_PREFIX.length())),
                    Address.parse(data.text("asset")),
                    Address.parse(data.text("payer")),
                    Bytes32.parse(data.text("nonce")));
            var shown = JsonObject.builder()
                    .putText("transaction", data.optionalText("transaction"))
                    .putText("blockNumber", data.optionalText("blockNumber"))
                    .putText("blockHash", data.optionalText("blockHash"))
                    .putText("logIndex", data.optionalText("logIndex"))
                    .build();
            return new PaymentNews(
                    event.id(), kind, key, UUID.fromString(data.text("paymentId")), event.sequence(), shown);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new MalformedEventException("not a payment event: " + e.getMessage(), e);
        }
    }

    /** Where the payment stands on its chain, if the event says where. */
    Optional<Standing> standing() {
        try {
            return kind.level().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Standing(
                            QuittanceLevel.valueOf(kind.name()),
                            Bytes32.parse(data.text("transaction")),
                            Optional.of(new Standing.Place(
                                    Long.parseLong(data.text("logIndex")),
                                    Long.parseLong(data.text("blockNumber")),
                                    Bytes32.parse(data.text("blockHash"))))));
        } catch (MalformedException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    String entry() {
        return "payment_" + kind.name().toLowerCase(Locale.ROOT);
    }
}
