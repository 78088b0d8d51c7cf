package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it does with a node is tested where there is one. */
class HeadSubscriptionTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8545", "https://localhost", "localhost", "//localhost"})
    void refusesAddressesOfAnotherScheme(String address) {
        assertThatThrownBy(() -> subscription(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a subscription's address begins with ws or wss");
    }

    @Test
    void refusesToSubscribeNowhere() {
        assertThatThrownBy(HeadSubscriptionTest::subscription)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a subscription needs an address");
    }

    private static HeadSubscription subscription(String... addresses) {
        Duration second = Duration.ofSeconds(1);
        return new HeadSubscription(
                JsonRpc.httpClient(second),
                Stream.of(addresses).map(URI::create).toList(),
                new HeadSubscription.Limits(second, second, second, second, 1_000),
                () -> {});
    }
}
