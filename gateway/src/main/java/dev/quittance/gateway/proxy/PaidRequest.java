package dev.quittance.gateway.proxy;

import java.util.UUID;
import java.util.function.Consumer;

/**
 * A paid request on its way to the upstream.
 *
 * @param body as it was priced
 * @param paymentResponse value of PAYMENT-RESPONSE
 * @param onEnd called exactly once, on the event loop
 */
public record PaidRequest(UUID paymentId, PricedBody body, String paymentResponse, Consumer<Delivery> onEnd) {}
