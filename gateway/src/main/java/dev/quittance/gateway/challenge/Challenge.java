package dev.quittance.gateway.challenge;

import io.netty.util.AsciiString;

/**
 * One 402 in both versions of the protocol.
 *
 * @param paymentRequired value of PAYMENT-REQUIRED: version 2; bytes, because a String would be copied byte by byte on its way out
 * @param body the version 1 challenge, or an empty object where version 1 cannot pay
 */
public record Challenge(AsciiString paymentRequired, String body) {}
