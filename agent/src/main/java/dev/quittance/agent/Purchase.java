package dev.quittance.agent;

import dev.quittance.agent.journal.PurchaseKey;
import dev.quittance.protocol.x402.PaymentHeader;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Optional;

/**
 * Something to buy.
 *
 * @param request sent unchanged each time; its body must be one that can be sent twice
 * @param priceMax the most that it may cost
 * @param idempotencyKey sets this purchase apart from others with the same request; never sent
 */
public record Purchase(HttpRequest request, PriceLimit priceMax, Optional<String> idempotencyKey) {

    /** Refuses a request that carries a payment already. */
    public Purchase {
        String header = PaymentHeader.PAYMENT_SIGNATURE.headerName();
        if (request.headers().firstValue(header).isPresent()) {
            throw new IllegalArgumentException("the request carries " + header + " already");
        }
    }

    public static Purchase of(HttpRequest request, PriceLimit priceMax) {
        return new Purchase(request, priceMax, Optional.empty());
    }

    PurchaseKey key() throws IOException, InterruptedException {
        return PurchaseKey.of(request, idempotencyKey);
    }
}
