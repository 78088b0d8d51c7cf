package dev.quittance.gateway.facilitator;

/** What a facilitator says of a payment that it is not asked to settle yet. Nothing moves either way. */
public sealed interface Verification {

    /**
     * It would settle now.
     *
     * @param payer address of whoever authorized it
     */
    record Valid(String payer) implements Verification {}

    /**
     * It would not.
     *
     * @param reason an error reason of the protocol
     */
    record Invalid(String reason) implements Verification {}

    /** No facilitator gave a usable answer. */
    record Unavailable(String why) implements Verification {}
}
