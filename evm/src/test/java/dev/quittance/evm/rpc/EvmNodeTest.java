package dev.quittance.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.RevertReason;
import dev.quittance.evm.abi.TokenEvent;
import dev.quittance.evm.rpc.RpcException.Kind;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmNodeTest {
    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final Address PAYER = Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final String WORD = "0x" + "00".repeat(31) + "0a";
    private static final String LOG =
            """
            {"address":"0x036cbd53842c5426634e7929541ec2318f3dcf7e","topics":["%s","%s","%s"],"data":"%s",
             "blockNumber":"0x2","blockHash":"%s","transactionHash":"%s","logIndex":"0x3","removed":false}
            """.formatted(Eip3009Token.TRANSFER, PAYER.toWord(), TOKEN.toWord(), WORD, WORD, WORD);
    private static final String RECEIPT = """
            {"transactionHash":"%s","blockHash":"%s","blockNumber":"0x2","transactionIndex":"0x0","status":"0x1",
             "from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266","to":"0x036cbd53842c5426634e7929541ec2318f3dcf7e",
             "gasUsed":"0x14ed4","effectiveGasPrice":"0x3b9aca01","logs":[%s]}
            """.formatted(WORD, WORD, LOG);
    private static final String BLOCK = """
            {"number":"0x2","hash":"%s","parentHash":"%s","timestamp":"0x6b02ac9e","baseFeePerGas":"0x3b9aca00",
             "gasLimit":"0x3938700"}
            """.formatted(WORD, WORD);
    private static final ContractCall<BigInteger> BALANCE = new Eip3009Token(TOKEN).balanceOf(PAYER);
    // A transfer of 1 wei, made with viem 2.
    private static final Bytes RAW = Bytes.parse(
            "0x02f86983014a348080843b9aca0082520894a0ee7a142d267c1f36714e4a8f75612f20a797200180c080a0d4ef054dce6f36238f3f53d9e4b1c94b0abb337e25894bfffe8704d780f285e4a04832dd820e305ed9e504f98865e3aca485944f1b692f3df7929384c2ae6d86f6");

    @Test
    void readsABlockAndAsksForItByTagHeightAndHash() throws IOException {
        try (var node = FakeNode.returning(BLOCK)) {
            var hash = Bytes32.parse(WORD);
            var expected = new Block(2, hash, hash, 0x6b02ac9eL, BigInteger.TEN.pow(9), 60_000_000);
            assertThat(node.node().block(BlockRef.Tag.FINALIZED)).contains(expected);
            assertThat(node.node().block(new BlockRef.Height(2))).contains(expected);
            assertThat(node.node().block(new BlockRef.Hash(hash))).contains(expected);
            assertThat(node.requests)
                    .map(EvmNodeTest::asked)
                    .containsExactly(
                            "eth_getBlockByNumber[\"finalized\",false]",
                            "eth_getBlockByNumber[\"0x2\",false]",
                            "eth_getBlockByHash[\"" + WORD + "\",false]");
        }
    }

    @Test
    void readsReceiptsWithTheirEvents() throws IOException {
        try (var node = FakeNode.returning("[" + RECEIPT + "]")) {
            List<Receipt> receipts = node.node()
                    .blockReceipts(new BlockRef.Hash(Bytes32.parse(WORD)))
                    .orElseThrow();
            assertThat(receipts).singleElement().satisfies(receipt -> {
                assertThat(receipt.succeeded()).isTrue();
                assertThat(receipt.gasUsed()).isEqualTo(85_716);
                assertThat(receipt.to()).contains(TOKEN);
                assertThat(receipt.logs()).singleElement().satisfies(log -> {
                    assertThat(log.logIndex()).isEqualTo(3);
                    assertThat(new Eip3009Token(TOKEN).event(log))
                            .contains(new TokenEvent.Transfer(PAYER, TOKEN, BigInteger.TEN));
                });
            });
            assertThat(node.requests)
                    .map(EvmNodeTest::asked)
                    .containsExactly("eth_getBlockReceipts[{\"blockHash\":\"" + WORD + "\"}]");
        }
        try (var node = FakeNode.returning(RECEIPT)) {
            assertThat(node.node().receipt(Bytes32.parse(WORD))).isPresent();
        }
    }

    @Test
    void takesNullForNothingThere() throws IOException {
        try (var node = FakeNode.returning("null")) {
            assertThat(node.node().block(new BlockRef.Height(9))).isEmpty();
            assertThat(node.node().blockReceipts(new BlockRef.Height(9))).isEmpty();
            assertThat(node.node().receipt(Bytes32.parse(WORD))).isEmpty();
        }
    }

    @Test
    void asksForLogsByTopicPosition() throws IOException {
        try (var node = FakeNode.returning("[" + LOG + "]")) {
            var topics = List.of(Optional.of(Eip3009Token.TRANSFER), Optional.<Bytes32>empty());
            assertThat(node.node().logs(new LogFilter(TOKEN, topics, 1, 16))).hasSize(1);
            JsonNode filter = node.requests.getFirst().get("params").get(0);
            assertThat(filter.get("topics")).hasToString("[\"" + Eip3009Token.TRANSFER + "\",null]");
            assertThat(filter.get("fromBlock").asText()).isEqualTo("0x1");
            assertThat(filter.get("toBlock").asText()).isEqualTo("0x10");
        }
    }

    @Test
    void refusesTheWrongChain() throws IOException {
        try (var node = FakeNode.returning("\"0x1\"")) {
            node.node().requireChainId(1);
            assertFails(Kind.WRONG_CHAIN, node, it -> it.requireChainId(84532));
        }
    }

    @Test
    void tellsWhatACallReturnsFromWhyItReverts() throws IOException {
        try (var node = FakeNode.returning("\"" + WORD + "\"")) {
            assertThat(node.node().call(BALANCE, BlockRef.Tag.LATEST))
                    .isEqualTo(new CallOutcome.Returned(Bytes.parse(WORD)));
            assertThat(node.node().read(BALANCE, BlockRef.Tag.LATEST)).isEqualTo(BigInteger.TEN);
        }
        String panic = "0x4e487b71" + "00".repeat(31) + "11";
        try (var node =
                FakeNode.failing("{\"code\":3,\"message\":\"execution reverted\",\"data\":\"" + panic + "\"}")) {
            assertThat(node.node().call(PAYER, BALANCE, BlockRef.Tag.LATEST))
                    .isEqualTo(new CallOutcome.Reverted(new RevertReason.Panic(BigInteger.valueOf(17))));
            assertThat(node.node().callAll(List.of(BALANCE), BlockRef.Tag.LATEST))
                    .hasExactlyElementsOfTypes(CallOutcome.Reverted.class);
            assertFails(Kind.ERROR, node, it -> it.read(BALANCE, BlockRef.Tag.LATEST));
        }
        try (var node = FakeNode.failing("{\"code\":-32005,\"message\":\"rate limited\"}")) {
            assertFails(Kind.ERROR, node, it -> it.call(BALANCE, BlockRef.Tag.LATEST));
        }
        // No code at the address: nothing comes back, which is no number.
        try (var node = FakeNode.returning("\"0x\"")) {
            assertFails(Kind.PROTOCOL, node, it -> it.read(BALANCE, BlockRef.Tag.LATEST));
        }
    }

    @Test
    void tellsWhatBecameOfASentTransaction() throws IOException {
        SignedTransaction signed = SignedTransaction.decode(RAW);
        try (var node = batching(call -> FakeNode.value(call.get("id"), "\"" + signed.hash() + "\""))) {
            assertThat(node.node().send(signed)).isEqualTo(new SendOutcome.Accepted(signed.hash()));
            assertThat(node.requests.getFirst().get(0).get("params").get(0).asText())
                    .isEqualTo(RAW.hex());
        }
        try (var node = FakeNode.failing("{\"code\":-32000,\"message\":\"nonce too low\"}")) {
            assertThat(node.node().send(signed)).isEqualTo(new SendOutcome.NonceTooLow());
        }
        // A node that took something else: the outcome is unknown.
        try (var node = batching(call -> FakeNode.value(call.get("id"), "\"" + WORD + "\""))) {
            assertFails(Kind.PROTOCOL, node, it -> it.send(signed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"\"", "\"0x\"", "\"1\"", "\"0xzz\"", "\"0x8000000000000000\"", "[]", "{}"})
    void refusesNumbersOfAnotherForm(String result) throws IOException {
        try (var node = FakeNode.returning(result)) {
            assertFails(Kind.PROTOCOL, node, EvmNode::blockNumber);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "[]", "{}", "{\"number\":\"0x1\"}", "\"0x\""})
    void refusesObjectsOfAnotherForm(String result) throws IOException {
        try (var node = FakeNode.returning(result)) {
            assertFails(Kind.PROTOCOL, node, it -> it.block(BlockRef.Tag.LATEST));
            assertFails(Kind.PROTOCOL, node, it -> it.receipt(Bytes32.parse(WORD)));
        }
        try (var node = FakeNode.returning("[null]")) {
            assertFails(Kind.PROTOCOL, node, it -> it.blockReceipts(BlockRef.Tag.LATEST));
        }
    }

    @Test
    void readsFeesAndNumbers() throws IOException {
        try (var node = FakeNode.returning(
                "{\"oldestBlock\":\"0x1\",\"baseFeePerGas\":[\"0x2\",\"0x3\"],\"reward\":[[\"0x1\"]]}")) {
            FeeHistory history = node.node().feeHistory(1, List.of(50.0));
            assertThat(history.nextBaseFeePerGas()).isEqualTo(BigInteger.valueOf(3));
            assertThat(history.rewards()).containsExactly(List.of(BigInteger.ONE));
            assertThat(node.requests)
                    .map(EvmNodeTest::asked)
                    .containsExactly("eth_feeHistory[\"0x1\",\"latest\",[50.0]]");
        }
        try (var node = FakeNode.returning("\"0x5208\"")) {
            assertThat(node.node().estimateGas(PAYER, TOKEN, Bytes.EMPTY)).isEqualTo(21_000);
            assertThat(node.node().transactionCount(PAYER, BlockRef.Tag.PENDING))
                    .isEqualTo(BigInteger.valueOf(21_000));
            assertThat(node.node().balance(PAYER, BlockRef.Tag.LATEST)).isEqualTo(BigInteger.valueOf(21_000));
            assertThat(node.node().code(PAYER, BlockRef.Tag.LATEST)).isEqualTo(Bytes.parse("0x5208"));
        }
    }

    private static FakeNode batching(Function<JsonNode, String> each) throws IOException {
        return FakeNode.answering(batch -> "[" + each.apply(batch.get(0)) + "]");
    }

    private static void assertFails(Kind kind, FakeNode node, Consumer<EvmNode> asking) {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> asking.accept(node.node()));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).doesNotContain("secret", "hidden");
    }

    private static String asked(JsonNode request) {
        return request.get("method").asText() + request.get("params");
    }
}
