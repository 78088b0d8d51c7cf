package dev.quittance.gateway.reservation;

import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;

/**
 * How a payment is handled from its start to its end, whatever the price list says later.
 *
 * @param release the level that the payment must reach before its answer is released
 * @param idempotent whether the upstream may get the request twice
 */
public record Terms(Flow flow, Level release, boolean idempotent) {}
