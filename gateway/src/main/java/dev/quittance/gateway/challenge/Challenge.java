package dev.quittance.gateway.challenge;

/**
 * One 402 in both versions of the protocol.
 *
 * @param paymentRequired value of PAYMENT-REQUIRED: version 2
 * @param body the version 1 challenge, or an empty object where version 1 cannot pay
 */
public record Challenge(String paymentRequired, String body) {}
