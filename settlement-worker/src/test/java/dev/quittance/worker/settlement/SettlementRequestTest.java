package dev.quittance.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.events.Event;
import dev.quittance.events.MalformedEventException;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementRequestTest {
    private static final long CHAIN = 84532;

    @Test
    void readsTheHeadOfVerification() {
        assertThat(parse(Optional.of("123")).head()).hasValue(123L);
    }

    @Test
    void acceptsRequestsThatNameNoHead() {
        assertThat(parse(Optional.empty()).head()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "01", "0x1", "1.0", "1e3", " 1", "9223372036854775808"})
    void setsAsideAHeadThatIsNoHeight(String head) {
        assertThatThrownBy(() -> parse(Optional.of(head)))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage("head is not a block height");
    }

    private static SettlementRequest parse(Optional<String> head) {
        var asset = Registry.builtIn().assets().stream()
                .filter(each -> each.chainId() == CHAIN)
                .findFirst()
                .orElseThrow();
        String address = "0x" + "11".repeat(20);
        var authorization = JsonObject.builder()
                .put("from", address)
                .put("to", address)
                .put("value", "1")
                .put("validAfter", "0")
                .put("validBefore", "1")
                .put("nonce", "0x" + "22".repeat(32))
                .build();
        var id = UUID.randomUUID();
        var data = JsonObject.builder()
                .put("paymentId", id.toString())
                .put("scheme", "exact")
                .put("network", "eip155:" + CHAIN)
                .put("asset", asset.address().toString())
                .put("authorization", authorization)
                .put("signature", "0x" + "33".repeat(64) + "1b")
                .putText("head", head)
                .build();
        var event = new Event(
                UUID.randomUUID(),
                "/facilitator",
                SettlementRequest.TYPE,
                id.toString(),
                1,
                Instant.EPOCH,
                Optional.empty(),
                data.toString());
        return SettlementRequest.parse(
                event, Registry.builtIn(), new Schemes(Registry.builtIn(), Secp256k1.create()), CHAIN);
    }
}
