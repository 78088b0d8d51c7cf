package dev.quittance.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptHeaderTest {
    private static final String URL = "https://shop.example/payments/0f9d6a44-6f7d-4a58-9f0e-2f8a0b7c1d2e/receipt";
    private static final SettleResponse SETTLEMENT =
            SettleResponse.settled("0x1", "0x" + "ab".repeat(32), "eip155:84532", "1000");

    @Test
    void carriesTheDocument() {
        var with = ReceiptHeader.attach(SETTLEMENT, Optional.of("{\"signer\":\"0x1\"}"), URL);

        assertThat(info(with)).isEqualTo(JsonObject.parse("{\"signer\":\"0x1\"}"));
        assertThat(with.transaction()).isEqualTo(SETTLEMENT.transaction());
    }

    @Test
    void carriesTheAddressWhenThereIsNoDocumentOrItIsTooLong() {
        String tooLong = "{\"signer\":\"" + "x".repeat(4096) + "\"}";

        for (Optional<String> document : List.of(Optional.<String>empty(), Optional.of(tooLong))) {
            var with = ReceiptHeader.attach(SETTLEMENT, document, URL);

            assertThat(info(with).text("url")).isEqualTo(URL);
            assertThat(PaymentHeader.encode(with.toJson()).length()).isLessThanOrEqualTo(4096);
        }
    }

    @Test
    void keepsOtherExtensions() {
        var json = SETTLEMENT.toJson().toBuilder()
                .put("extensions", JsonObject.parse("{\"other\":{\"a\":1}}"))
                .build();

        var with = ReceiptHeader.attach(SettleResponse.fromJson(json), Optional.empty(), URL);

        assertThat(with.extensions().names()).containsExactly("other", "quittance");
    }

    private static JsonObject info(SettleResponse settlement) {
        return settlement.extensions().object("quittance").object("info");
    }
}
