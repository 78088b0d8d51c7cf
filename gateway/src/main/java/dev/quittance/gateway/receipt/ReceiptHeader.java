package dev.quittance.gateway.receipt;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;

/** How a receipt travels: as {@code extensions.quittance.info} of PAYMENT-RESPONSE. */
public final class ReceiptHeader {
    /** Longest PAYMENT-RESPONSE, in characters: proxies and clients take at least that much of one header. */
    static final int CHARS_MAX = 4096;

    private static final String EXTENSION = "quittance";

    private ReceiptHeader() {}

    /**
     * The settlement with the receipt, or with the address where the receipt will be when there is none yet or none fits.
     *
     * @param document the receipt as JSON text
     * @param url where the newest receipt of the payment is
     */
    public static SettleResponse attach(SettleResponse settlement, Optional<String> document, String url) {
        if (document.isPresent()) {
            SettleResponse whole = with(settlement, JsonObject.parse(document.get()));
            if (PaymentHeader.encode(whole.toJson()).length() <= CHARS_MAX) {
                return whole;
            }
        }
        SettleResponse pointed =
                with(settlement, JsonObject.builder().put("url", url).build());
        return PaymentHeader.encode(pointed.toJson()).length() <= CHARS_MAX ? pointed : settlement;
    }

    private static SettleResponse with(SettleResponse settlement, JsonObject info) {
        var extension = JsonObject.builder().put("info", info).build();
        return new SettleResponse(
                settlement.success(),
                settlement.errorReason(),
                settlement.errorMessage(),
                settlement.payer(),
                settlement.transaction(),
                settlement.network(),
                settlement.amount(),
                settlement.extensions().toBuilder().put(EXTENSION, extension).build(),
                settlement.extra());
    }
}
