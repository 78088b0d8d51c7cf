package dev.quittance.gateway.facilitator;

import java.time.Instant;

/**
 * The facilitator that was asked first to settle a payment, and may have done so.
 *
 * @param since when it was asked first
 */
public record Asked(String facilitator, Instant since) {}
