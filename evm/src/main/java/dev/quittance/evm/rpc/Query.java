package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One question to a node and how to read its answer. {@link EvmNode#askAll} puts several into one batch. */
public record Query<T>(RpcRequest request, Function<JsonNode, T> reader) {

    /** {@code eth_chainId}. */
    public static Query<Long> chainId() {
        return new Query<>(RpcRequest.of("eth_chainId"), Fields::number);
    }

    /** {@code eth_blockNumber}: the newest height. */
    public static Query<Long> blockNumber() {
        return new Query<>(RpcRequest.of("eth_blockNumber"), Fields::number);
    }

    /** A block's header; empty when the node does not have it. */
    public static Query<Optional<Block>> block(BlockRef block) {
        return new Query<>(
                switch (block) {
                    case BlockRef.Hash(Bytes32 hash) -> RpcRequest.of("eth_getBlockByHash", hash.toString(), false);
                    case BlockRef.Tag tag -> RpcRequest.of("eth_getBlockByNumber", tag.toString(), false);
                    case BlockRef.Height(long number) -> RpcRequest.of("eth_getBlockByNumber", quantity(number), false);
                },
                Fields::block);
    }

    /** All receipts of a block in order; empty when the node does not have it. */
    public static Query<Optional<List<Receipt>>> blockReceipts(BlockRef block) {
        return new Query<>(
                RpcRequest.of("eth_getBlockReceipts", parameter(block)),
                node -> Fields.optional(node, Fields::receipts));
    }

    /** The receipt of an included transaction; empty while there is none. */
    public static Query<Optional<Receipt>> receipt(Bytes32 transactionHash) {
        return new Query<>(RpcRequest.of("eth_getTransactionReceipt", transactionHash.toString()), Fields::receipt);
    }

    /** What a transaction asks; empty when the node does not know it. */
    public static Query<Optional<SentCall>> sentCall(Bytes32 transactionHash) {
        return new Query<>(
                RpcRequest.of("eth_getTransactionByHash", transactionHash.toString()),
                node -> Fields.optional(
                        node,
                        each -> new SentCall(
                                Fields.optional(each.path("to"), Fields::address), Fields.bytes(each.path("input")))));
    }

    /** The code of an account; empty bytes for plain accounts. */
    public static Query<Bytes> code(Address account, BlockRef block) {
        return new Query<>(RpcRequest.of("eth_getCode", account.toString(), parameter(block)), Fields::bytes);
    }

    /** The balance in wei. */
    public static Query<BigInteger> balance(Address account, BlockRef block) {
        return new Query<>(RpcRequest.of("eth_getBalance", account.toString(), parameter(block)), Fields::quantity);
    }

    /** The account's next nonce, by the chain alone or counting what is pending. */
    public static Query<BigInteger> transactionCount(Address account, BlockRef block) {
        return new Query<>(
                RpcRequest.of("eth_getTransactionCount", account.toString(), parameter(block)), Fields::quantity);
    }

    /** Logs in a range of heights. Nodes limit the range and the number. */
    public static Query<List<Log>> logs(LogFilter filter) {
        List<Object> topics = new ArrayList<>();
        filter.topics().forEach(topic -> topics.add(topic.map(Bytes32::toString).orElse(null)));
        Map<String, Object> parameter = Map.of(
                "address", filter.address().toString(),
                "topics", topics,
                "fromBlock", quantity(filter.fromBlock()),
                "toBlock", quantity(filter.toBlock()));
        return new Query<>(RpcRequest.of("eth_getLogs", parameter), node -> Fields.list(node, Fields::log));
    }

    /**
     * Fees up to the newest block.
     *
     * @param blocks how many, 1 to 1024
     * @param percentiles of the priority fees by gas, rising, each 0 to 100
     */
    public static Query<FeeHistory> feeHistory(int blocks, List<Double> percentiles) {
        return new Query<>(
                RpcRequest.of("eth_feeHistory", quantity(blocks), "latest", percentiles), Fields::feeHistory);
    }

    /** Gas that the call would need as a transaction on the newest block. Never trusted for batches. */
    public static Query<Long> estimateGas(Address from, Address to, Bytes data) {
        return new Query<>(RpcRequest.of("eth_estimateGas", call(Optional.of(from), to, data)), Fields::number);
    }

    /**
     * {@code eth_simulateV1}: what calls do on top of a block, one after the other, each on what the one before it left. Nonces,
     * balances and fees of the senders do not matter.
     */
    public static Query<List<Result>> simulation(List<FromCall> calls, BlockRef block) {
        List<Map<String, Object>> each = calls.stream()
                .map(call -> call(call.from(), call.call().to(), call.call().data()))
                .toList();
        return new Query<>(
                RpcRequest.of(
                        "eth_simulateV1", Map.of("blockStateCalls", List.of(Map.of("calls", each))), parameter(block)),
                node -> Fields.list(node.path(0).path("calls"), Fields::simulated));
    }

    /** A call, and who makes it: the zero address when nobody is named. */
    public record FromCall(Optional<Address> from, ContractCall<?> call) {}

    static RpcRequest call(Optional<Address> from, Address to, Bytes data, BlockRef block) {
        return RpcRequest.of("eth_call", call(from, to, data), parameter(block));
    }

    private static Map<String, Object> call(Optional<Address> from, Address to, Bytes data) {
        Map<String, Object> call = new LinkedHashMap<>();
        from.ifPresent(address -> call.put("from", address.toString()));
        call.put("to", to.toString());
        call.put("data", data.hex());
        return call;
    }

    private static Object parameter(BlockRef block) {
        return switch (block) {
            case BlockRef.Tag tag -> tag.toString();
            case BlockRef.Height(long number) -> quantity(number);
            case BlockRef.Hash(Bytes32 hash) -> Map.of("blockHash", hash.toString());
        };
    }

    private static String quantity(long number) {
        return "0x" + Long.toHexString(number);
    }
}
