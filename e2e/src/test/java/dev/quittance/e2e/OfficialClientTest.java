package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The official TypeScript client buys from this gateway. */
class OfficialClientTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunningSuite suite = RunningSuite.shared();

    @Test
    void paysThisGateway() throws Exception {
        // Given
        var payer = new Payer();
        var resource = suite.gateway().resolve("/weather/berlin");
        var offer = Http.challenge(Http.get(resource)).accepts().getFirst();
        Address payee = Address.parse(offer.payTo());
        suite.setBalance(payer.address(), BigInteger.valueOf(5_000));
        BigInteger before = suite.balanceOf(payee);

        // When
        JsonObject result;
        try (var client = NodeScripts.start("pay.mjs", resource.toString(), payer.keyHex())) {
            assertThat(client.awaitExit(LIMIT))
                    .as(() -> client.lines().toString())
                    .isZero();
            result = JsonObject.parse(client.lines().getLast());
        }

        // Then
        assertThat(result.integer("status")).isEqualTo(200);
        assertThat(JsonObject.parse(result.text("body")).text("city")).isEqualTo("Berlin");
        assertThat(suite.balanceOf(payee).subtract(before)).isEqualTo(offer.amount());
        assertThat(suite.balanceOf(payer.address()))
                .isEqualTo(BigInteger.valueOf(5_000).subtract(offer.amount()));
        JsonObject receipt = result.object("paymentResponse");
        assertThat(receipt.bool("success")).isTrue();
        var logs = suite.node()
                .receipt(Bytes32.parse(receipt.text("transaction")))
                .orElseThrow()
                .logs();
        assertThat(logs.stream().map(new Eip3009Token(suite.token())::event).flatMap(Optional::stream))
                .contains(new TokenEvent.Transfer(payer.address(), payee, offer.amount()));
    }
}
