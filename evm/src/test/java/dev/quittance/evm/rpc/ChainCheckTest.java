package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private static final long BLOCK_TIME = 1_700_000_000;
    private static final String BLOCK = """
            {"number":"0x7","hash":"0x%1$s","parentHash":"0x%1$s","timestamp":"0x%2$x","baseFeePerGas":"0x1",
             "gasLimit":"0x1c9c380"}""".formatted("ab".repeat(32), BLOCK_TIME);

    @Test
    void findsNothingWrongWithANodeThatAnswers() throws IOException {
        try (var node = FakeNode.returning("\"0x7\"")) {
            assertThat(check(node).fault()).isEmpty();
        }
    }

    @Test
    void saysWhatToDoWhenNoEndpointAnswers() throws IOException {
        try (var node = FakeNode.answeringStatus(500)) {
            assertThat(check(node).fault().orElseThrow())
                    .contains("no endpoint of eip155:84532", "correct the.setting");
        }
    }

    @Test
    void seesAClockTenMinutesBehindTheNewestBlock() throws IOException {
        try (var node = FakeNode.returning(BLOCK)) {
            // Given
            InstantSource ahead = InstantSource.system();
            Instant blockTime = Instant.ofEpochSecond(BLOCK_TIME);
            InstantSource late = () -> blockTime.minus(Duration.ofMinutes(10));
            InstantSource inStep = () -> blockTime;

            // Then
            assertThat(check(node).clockFault(late, Duration.ofMinutes(1)).orElseThrow())
                    .contains("ahead of this machine's clock by more than 60 s", "NTP");
            assertThat(check(node).clockFault(inStep, Duration.ofMinutes(1))).isEmpty();
            assertThat(check(node).clockFault(ahead, Duration.ofMinutes(1))).isEmpty();
        }
    }

    @Test
    void measuresEachEndpoint() throws IOException {
        try (var deaf = FakeNode.answeringStatus(500);
                var sound = FakeNode.returning("\"0x7\"")) {
            // Given
            var metrics = new SimpleMeterRegistry();
            var unheard = endpoints(deaf);
            var heard = endpoints(sound);
            RpcMetrics.watch(unheard, "eip155:84532", metrics);
            RpcMetrics.watch(heard, "eip155:84532", metrics);

            // When
            var unheardNode = new EvmNode(unheard);
            assertThatThrownBy(unheardNode::blockNumber).isInstanceOf(RpcException.class);
            assertThatThrownBy(unheardNode::blockNumber).isInstanceOf(RpcException.class);
            new EvmNode(heard).blockNumber();

            // Then
            assertThat(count(metrics, deaf, "unanswered")).isEqualTo(2);
            assertThat(count(metrics, sound, "answered")).isEqualTo(1);
            assertThat(usable(metrics, deaf)).isZero();
            assertThat(usable(metrics, sound)).isEqualTo(1);
        }
    }

    private static long count(SimpleMeterRegistry metrics, FakeNode node, String result) {
        return metrics.get("quittance.rpc.requests")
                .tags("endpoint", origin(node), "result", result)
                .timer()
                .count();
    }

    private static double usable(SimpleMeterRegistry metrics, FakeNode node) {
        return metrics.get("quittance.rpc.endpoint.usable")
                .tag("endpoint", origin(node))
                .gauge()
                .value();
    }

    private static String origin(FakeNode node) {
        return "http://" + node.uri().getHost() + ":" + node.uri().getPort();
    }

    private static ChainCheck check(FakeNode node) {
        return new ChainCheck(new EvmNode(endpoints(node)), "eip155:84532", "the.setting");
    }

    private static Endpoints endpoints(FakeNode node) {
        return new Endpoints(
                JsonRpc.httpClient(Duration.ofSeconds(5)),
                List.of(node.uri()),
                new JsonRpc.Limits(Duration.ofSeconds(4), 10_000, 3),
                84532,
                Endpoints.Limits.DEFAULT,
                Clock.systemUTC(),
                _ -> {});
    }
}
