package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.rpc.RpcException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRpcTest {
    private static final RpcRequest REQUEST = RpcRequest.of("eth_chainId");

    @Test
    void readsAValueAndAnError() throws IOException {
        try (var node = FakeNode.returning("\"0x14a34\"")) {
            assertThat(node.rpc().call(REQUEST))
                    .isInstanceOfSatisfying(
                            RpcResult.Value.class,
                            value -> assertThat(value.value().asText()).isEqualTo("0x14a34"));
        }
        try (var node = FakeNode.failing("{\"code\":-32000,\"message\":\"no\",\"data\":\"0x01\"}")) {
            assertThat(node.rpc().call(REQUEST)).isInstanceOfSatisfying(RpcResult.Failure.class, failure -> {
                assertThat(failure.code()).isEqualTo(-32000);
                assertThat(failure.message()).isEqualTo("no");
                assertThat(failure.data().asText()).isEqualTo("0x01");
            });
        }
    }

    @Test
    void putsTheAnswersOfABatchInTheOrderOfTheCalls() throws IOException {
        // Given: seven calls where three fit one request, answered backwards
        try (var node = FakeNode.answering(backwards(
                call -> FakeNode.value(call.get("id"), call.get("params").get(0).toString())))) {
            var requests = IntStream.range(0, 7)
                    .mapToObj(i -> RpcRequest.of("echo", i))
                    .toList();

            // When
            List<RpcResult> results = node.rpc().batch(requests);

            // Then
            assertThat(results)
                    .map(result -> ((RpcResult.Value) result).value().asInt())
                    .containsExactly(0, 1, 2, 3, 4, 5, 6);
            assertThat(node.requests).map(JsonNode::size).containsExactly(3, 3, 1);
        }
    }

    @Test
    void keepsTheFailureOfOneCallOfABatchToItself() throws IOException {
        try (var node =
                FakeNode.answering(backwards(call -> call.get("params").get(0).asInt() == 1
                        ? FakeNode.failure(call.get("id"), "{\"code\":3,\"message\":\"reverted\"}")
                        : FakeNode.value(call.get("id"), "null")))) {
            assertThat(node.rpc().batch(List.of(RpcRequest.of("m", 0), RpcRequest.of("m", 1), RpcRequest.of("m", 2))))
                    .hasExactlyElementsOfTypes(RpcResult.Value.class, RpcResult.Failure.class, RpcResult.Value.class);
        }
    }

    @Test
    void asksNothingForAnEmptyBatch() throws IOException {
        try (var node = FakeNode.answeringStatus(500)) {
            assertThat(node.rpc().batch(List.of())).isEmpty();
            assertThat(node.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "null",
                "[]",
                "{}",
                "{\"jsonrpc\":\"2.0\",\"id\":1}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":1}",
                "{\"id\":1,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"no\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":1,\"message\":\"x\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"result\":2}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1} trailing",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":"
            })
    void refusesAnAnswerOfAnotherForm(String answer) throws IOException {
        try (var node = FakeNode.answering(_ -> answer)) {
            assertFails(Kind.PROTOCOL, () -> node.rpc().call(REQUEST));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1}]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":1}]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":1}]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1},{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"result\":1}]",
                "[1,2]"
            })
    void refusesABatchThatDoesNotAnswerEachCallOnce(String answer) throws IOException {
        try (var node = FakeNode.answering(_ -> answer)) {
            assertFails(Kind.PROTOCOL, () -> node.rpc().batch(List.of(REQUEST, REQUEST)));
        }
    }

    @Test
    void stopsReadingAnAnswerThatIsTooLarge() throws IOException {
        try (var node = FakeNode.returning("\"" + "x".repeat(10_001) + "\"")) {
            assertThat(assertFails(Kind.TRANSPORT, () -> node.rpc().call(REQUEST)))
                    .hasMessageContaining("10000 bytes");
        }
    }

    @Test
    void givesUpOnAnAnswerThatStalls() throws IOException {
        try (var node = FakeNode.stalling()) {
            var rpc = node.rpc("", new JsonRpc.Limits(Duration.ofMillis(200), 10_000, 1));
            assertThat(assertFails(Kind.TRANSPORT, () -> rpc.call(REQUEST))).hasMessageContaining("PT0.2S");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 429, 500, 503})
    void refusesOtherHttpStatuses(int status) throws IOException {
        try (var node = FakeNode.answeringStatus(status)) {
            assertThat(assertFails(Kind.TRANSPORT, () -> node.rpc().call(REQUEST)))
                    .hasMessageContaining("status " + status);
        }
    }

    @Test
    void saysThatNobodyListens() {
        var rpc = new JsonRpc(
                JsonRpc.httpClient(Duration.ofSeconds(1)),
                URI.create("http://127.0.0.1:1/v2/secret-key"),
                JsonRpc.Limits.DEFAULT);
        assertThat(assertFails(Kind.TRANSPORT, () -> rpc.call(REQUEST))).hasMessageContaining("http://127.0.0.1:1 ");
    }

    @Test
    void sendsUserAndPasswordAsAHeader() throws IOException {
        try (var node = FakeNode.returning("1")) {
            node.rpc("user:password@", JsonRpc.Limits.DEFAULT).call(REQUEST);
            assertThat(node.authorizations).containsExactly("Basic dXNlcjpwYXNzd29yZA==");
        }
        try (var node = FakeNode.answeringStatus(403)) {
            assertFails(
                    Kind.TRANSPORT,
                    () -> node.rpc("user:password@", JsonRpc.Limits.DEFAULT).call(REQUEST));
        }
    }

    private static RpcException assertFails(Kind kind, Runnable asking) {
        RpcException failure = catchThrowableOfType(RpcException.class, asking::run);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("secret", "hidden", "password");
        assertThat(failure).hasNoCause();
        return failure;
    }

    private static Function<JsonNode, String> backwards(Function<JsonNode, String> each) {
        return batch -> {
            List<String> answers = new ArrayList<>();
            batch.forEach(call -> answers.add(each.apply(call)));
            Collections.reverse(answers);
            return "[" + String.join(",", answers) + "]";
        };
    }
}
