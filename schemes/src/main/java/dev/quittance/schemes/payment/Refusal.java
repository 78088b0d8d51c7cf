package dev.quittance.schemes.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.ErrorReason;
import java.util.Optional;

/** A rule is broken. The message says which in words and never repeats the payload. */
public record Refusal(ErrorReason reason, String message, Optional<Address> payer) implements Check, Judgement {
    /** Before the payer is known. */
    public static Refusal of(ErrorReason reason, String message) {
        return new Refusal(reason, message, Optional.empty());
    }

    public static Refusal of(ErrorReason reason, String message, Address payer) {
        return new Refusal(reason, message, Optional.of(payer));
    }
}
