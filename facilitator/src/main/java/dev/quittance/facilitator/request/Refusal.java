package dev.quittance.facilitator.request;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import java.util.Optional;

/**
 * Why a request gets no good answer. Each endpoint tells it in the shape of its own answers.
 *
 * @param message for people; never repeats what the caller sent
 * @param network of the request; empty when it could not be read
 * @param transaction hash of the live attempt, when one is out
 */
public record Refusal(
        ErrorReason reason, String message, Optional<Address> payer, String network, Optional<Bytes32> transaction) {

    /** Without payer and transaction. */
    public Refusal(ErrorReason reason, String message, String network) {
        this(reason, message, Optional.empty(), network, Optional.empty());
    }

    /** Without transaction. */
    public Refusal(ErrorReason reason, String message, Optional<Address> payer, String network) {
        this(reason, message, payer, network, Optional.empty());
    }
}
