package dev.quittance.protocol.x402.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettleResponseTest {

    @Test
    void saysASettlementInTheWordsOfVersionOne() {
        // Given
        var settled = dev.quittance.protocol.x402.SettleResponse.settled("0xpayer", "0xhash", "eip155:84532", "1000");

        // When // Then
        assertThat(SettleResponse.of(settled)).isEqualTo(JsonObject.parse("""
                {"success":true,"transaction":"0xhash","network":"base-sepolia","payer":"0xpayer"}
                """));
    }

    @Test
    void saysARefusalInTheWordsOfVersionOne() {
        // Given
        var refused = dev.quittance.protocol.x402.SettleResponse.refused(
                "insufficient_funds", Optional.of("internal words"), Optional.empty(), "", "eip155:1");

        // When // Then: a chain without an old name keeps its own
        assertThat(SettleResponse.of(refused)).isEqualTo(JsonObject.parse("""
                {"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:1"}
                """));
    }
}
