package dev.quittance.gateway.answer;

import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;

/** How a settlement is told to a client: the header of the version that the client speaks. */
public record SettlementHeader(String name, String value) {

    /**
     * The header for a client.
     *
     * @param x402Version 1 or 2, as the payment was shown
     */
    public static SettlementHeader of(int x402Version, SettleResponse settlement) {
        return x402Version == 1
                ? of(PaymentHeader.X_PAYMENT_RESPONSE, dev.quittance.protocol.x402.v1.SettleResponse.of(settlement))
                : of(PaymentHeader.PAYMENT_RESPONSE, settlement.toJson());
    }

    private static SettlementHeader of(PaymentHeader header, dev.quittance.protocol.json.JsonObject message) {
        return new SettlementHeader(header.headerName(), PaymentHeader.encode(message));
    }
}
