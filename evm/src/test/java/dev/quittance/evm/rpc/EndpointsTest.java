package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.rpc.Endpoints.Fault;
import dev.quittance.evm.rpc.RpcException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointsTest {
    private static final long CHAIN = 84532;
    private static final Duration REST = Duration.ofMinutes(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();

    /** Ways to give no usable answer. */
    enum Broken {
        STATUS_500,
        STATUS_429,
        STALLING,
        NOT_JSON,
        THROTTLED,
        CLOSED;

        FakeNode start() throws IOException {
            return switch (this) {
                case STATUS_500 -> FakeNode.answeringStatus(500);
                case STATUS_429 -> FakeNode.answeringStatus(429);
                case STALLING -> FakeNode.stalling();
                case NOT_JSON -> FakeNode.answering(_ -> "<html>");
                case THROTTLED -> FakeNode.failing("{\"code\":-32005,\"message\":\"limit exceeded\"}");
                case CLOSED -> {
                    var node = FakeNode.returning("\"0x1\"");
                    node.close();
                    yield node;
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void asksTheNextWhereTheFirstGivesNoUsableAnswer(Broken broken) throws IOException {
        try (var first = broken.start();
                var second = serving(CHAIN, 7)) {
            // When
            long height = new EvmNode(endpoints(first, second)).blockNumber();

            // Then
            assertThat(height).isEqualTo(7);
            assertThat(faults).contains(Fault.UNREACHABLE);
        }
    }

    @Test
    void prefersOthersWhileOneRestsAndTriesItAgainAfterwards() throws IOException {
        try (var first = FakeNode.answering(each(EndpointsTest::soundOnlyWhenCompared));
                var second = serving(CHAIN, 7)) {
            var node = new EvmNode(endpoints(first, second));
            node.block(BlockRef.Tag.SAFE);
            node.block(BlockRef.Tag.SAFE);
            long asked = asked(first);

            // When
            node.block(BlockRef.Tag.SAFE);

            // Then
            assertThat(asked).isEqualTo(2);
            assertThat(asked(first)).isEqualTo(asked);
            now.updateAndGet(time -> time.plus(REST));
            node.block(BlockRef.Tag.SAFE);
            assertThat(asked(first)).isEqualTo(asked + 1);
            // One failure after the rest is enough for the next.
            node.block(BlockRef.Tag.SAFE);
            assertThat(asked(first)).isEqualTo(asked + 1);
        }
    }

    @Test
    void asksEvenOneThatRestsWhenNothingElseIsLeft() throws IOException {
        try (var only = FakeNode.answeringStatus(503)) {
            var node = new EvmNode(endpoints(only));

            // When
            Stream.generate(() -> catchThrowableOfType(RpcException.class, node::blockNumber))
                    .limit(4)
                    .forEach(e -> assertThat(e.kind()).isEqualTo(Kind.TRANSPORT));

            // Then
            assertThat(only.requests).hasSize(4);
        }
    }

    @Test
    void leavesOutWhatIsTooFarBehindUntilItHasCaughtUp() throws IOException {
        var height = new AtomicLong(89);
        try (var behind = serving(CHAIN, height);
                var ahead = serving(CHAIN, 100)) {
            var endpoints = endpoints(behind, ahead);
            endpoints.check();

            // When
            long seen = new EvmNode(endpoints).blockNumber();

            // Then
            assertThat(seen).isEqualTo(100);
            assertThat(faults).containsOnly(Fault.STALE);
            assertThat(endpoints.usable()).isOne();
            height.set(90);
            endpoints.check();
            assertThat(new EvmNode(endpoints).blockNumber()).isEqualTo(90);
        }
    }

    @Test
    void isNotAnsweredByWhatIsTooFarBehindWhenTheOthersAreDown() throws IOException {
        var ahead = serving(CHAIN, 100);
        try (var behind = serving(CHAIN, 89)) {
            var endpoints = endpoints(behind, ahead);
            endpoints.check();

            // When
            ahead.close();
            var failure = catchThrowableOfType(RpcException.class, () -> new EvmNode(endpoints).blockNumber());

            // Then
            assertThat(failure.kind()).isEqualTo(Kind.TRANSPORT);
        }
    }

    @Test
    void neverAsksWhatIsFoundServingAnotherChain() throws IOException {
        try (var other = serving(1, 1_000_000);
                var right = serving(CHAIN, 7)) {
            var endpoints = endpoints(other, right);
            var node = new EvmNode(endpoints);

            // When
            node.requireChainId(CHAIN);

            // Then
            assertThat(faults).contains(Fault.OTHER_CHAIN);
            assertThat(node.blockNumber()).isEqualTo(7);
            assertThat(endpoints.usable()).isOne();
            assertThat(node.each()).hasSize(1);
        }
    }

    @Test
    void comparesChainsWithoutBeingAsked() throws IOException {
        try (var other = serving(1, 1_000_000);
                var right = serving(CHAIN, 7)) {
            var endpoints = endpoints(other, right);

            // When
            endpoints.check();

            // Then
            assertThat(faults).containsOnly(Fault.OTHER_CHAIN);
            assertThat(new EvmNode(endpoints).blockNumber()).isEqualTo(7);
        }
    }

    @Test
    void refusesEverythingWhileAllServeAnotherChain() throws IOException {
        var chain = new AtomicLong(1);
        try (var only = FakeNode.answering(each(call -> "\"0x" + Long.toHexString(chain.get()) + "\""))) {
            var endpoints = endpoints(only);
            var node = new EvmNode(endpoints);

            // When
            var atOnce = catchThrowableOfType(RpcException.class, () -> node.requireChainId(CHAIN));
            var later = catchThrowableOfType(RpcException.class, node::blockNumber);

            // Then
            assertThat(atOnce.kind()).isEqualTo(Kind.WRONG_CHAIN);
            assertThat(later.kind()).isEqualTo(Kind.WRONG_CHAIN);
            assertThat(later).hasMessageNotContaining("secret-key");
            chain.set(CHAIN);
            endpoints.check();
            assertThat(node.blockNumber()).isEqualTo(CHAIN);
        }
    }

    @Test
    void sendsTheSameBytesToTheNextWhenAnAnswerIsLost() throws IOException {
        var raw = Bytes.parse("0x02c0");
        try (var first = FakeNode.stalling();
                var second = FakeNode.answering(request -> "["
                        + FakeNode.failure(request.get(0).get("id"), "{\"code\":-32000,\"message\":\"already known\"}")
                        + "]")) {
            // When
            List<SendOutcome> outcomes = new EvmNode(endpoints(first, second)).sendAll(List.of(raw));

            // Then
            assertThat(outcomes).containsExactly(new SendOutcome.AlreadyKnown());
            assertThat(sent(first)).containsExactly(raw.hex());
            assertThat(sent(second)).containsExactly(raw.hex());
        }
    }

    private Endpoints endpoints(FakeNode... nodes) {
        return new Endpoints(
                JsonRpc.httpClient(Duration.ofSeconds(5)),
                Stream.of(nodes).map(FakeNode::uri).toList(),
                new JsonRpc.Limits(Duration.ofSeconds(4), 10_000, 3),
                CHAIN,
                new Endpoints.Limits(2, REST, 10, Duration.ofDays(1)),
                now::get,
                faults::add);
    }

    private static FakeNode serving(long chain, long height) throws IOException {
        return serving(chain, new AtomicLong(height));
    }

    private static FakeNode serving(long chain, AtomicLong height) throws IOException {
        return FakeNode.answering(each(call -> switch (call.get("method").asText()) {
            case "eth_chainId" -> "\"0x" + Long.toHexString(chain) + "\"";
            case "eth_blockNumber" -> "\"0x" + Long.toHexString(height.get()) + "\"";
            default -> "null";
        }));
    }

    private static String soundOnlyWhenCompared(JsonNode call) {
        return switch (call.get("method").asText()) {
            case "eth_chainId" -> "\"0x" + Long.toHexString(CHAIN) + "\"";
            case "eth_blockNumber" -> "\"0x7\"";
            default -> "null,\"garbage";
        };
    }

    private static Function<JsonNode, String> each(Function<JsonNode, String> result) {
        return request -> {
            if (!request.isArray()) {
                return FakeNode.value(request.get("id"), result.apply(request));
            }
            return request.valueStream()
                    .map(call -> FakeNode.value(call.get("id"), result.apply(call)))
                    .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        };
    }

    /** Questions, without the comparisons' own. */
    private static long asked(FakeNode node) {
        return node.requests.stream()
                .filter(request -> request.path("method").asText().equals("eth_getBlockByNumber"))
                .count();
    }

    private static List<String> sent(FakeNode node) {
        return node.requests.stream()
                .filter(request -> request.path(0).path("method").asText().equals("eth_sendRawTransaction"))
                .map(request -> request.path(0).path("params").path(0).asText())
                .toList();
    }
}
