package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;

/** What is known of a settlement after the facilitator was asked once. */
public sealed interface Settlement {

    /** The money moved. */
    record Settled(SettleResponse response) implements Settlement {}

    /** The facilitator says that no money moved, and why. */
    record Refused(SettleResponse response) implements Settlement {}

    /** The facilitator was asked and the outcome is open; its transaction may be known. */
    record Pending(SettleResponse response) implements Settlement {

        /** An open outcome; {@code transaction} is a hash, or empty when none is known. */
        public static Pending of(String transaction, String network) {
            return new Pending(SettleResponse.refused(
                    ErrorReason.SETTLEMENT_PENDING.wire(), Optional.empty(), Optional.empty(), transaction, network));
        }
    }

    /** The facilitator cannot be asked, or gave no usable answer; treated like an open outcome. */
    record Unavailable(String why) implements Settlement {}
}
