package dev.quittance.schemes.payment;

import dev.quittance.protocol.x402.ErrorReason;

/**
 * What a scheme calls the ends of payments that do not settle.
 *
 * @param poor the balance is promised to other payments
 * @param expired never sent in its time
 * @param spent the nonce went for something else
 * @param failed sent in vain, or cancelled
 */
public record Endings(ErrorReason poor, ErrorReason expired, ErrorReason spent, ErrorReason failed) {}
