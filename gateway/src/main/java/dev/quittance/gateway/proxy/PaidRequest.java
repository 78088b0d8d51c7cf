package dev.quittance.gateway.proxy;

import dev.quittance.gateway.route.Route;
import java.util.UUID;

/**
 * A paid request on its way to the upstream.
 *
 * @param body as it was priced
 * @param route what is sold
 * @param keptBytesMax the largest answer that is read whole; 0 when the answer goes out as it comes
 */
public record PaidRequest(UUID paymentId, PricedBody body, Route route, long keptBytesMax) {}
