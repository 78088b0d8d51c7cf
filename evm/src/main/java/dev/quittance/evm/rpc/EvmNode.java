package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.RevertReason;
import dev.quittance.evm.rpc.RpcException.Kind;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** An EVM node's methods with typed answers. Every method throws {@link RpcException} when no usable answer comes. */
public final class EvmNode {
    private final RpcTransport rpc;

    /** One node, or several that stand for each other, behind a client. */
    public EvmNode(RpcTransport rpc) {
        this.rpc = rpc;
    }

    /** Every node that may be asked now, for itself: what must not rest on the word of one is asked of each. */
    public List<EvmNode> each() {
        return rpc.each().stream().map(EvmNode::new).toList();
    }

    /** Asks one question. */
    public <T> T ask(Query<T> query) {
        return read(rpc.call(query.request()), query.reader());
    }

    /** Asks questions of one kind in one batch; an error to one fails them all. */
    public <T> List<T> askAll(List<Query<T>> queries) {
        List<RpcResult> results = rpc.batch(queries.stream().map(Query::request).toList());
        List<T> answers = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            answers.add(read(results.get(i), queries.get(i).reader()));
        }
        return answers;
    }

    /** The EIP-155 chain that the node serves. */
    public long chainId() {
        return ask(Query.chainId());
    }

    /**
     * Makes sure that the node serves the chain that it is configured for.
     *
     * @throws RpcException of kind WRONG_CHAIN when it serves another
     */
    public void requireChainId(long expected) {
        long served = chainId();
        if (served != expected) {
            throw new RpcException(
                    Kind.WRONG_CHAIN, rpc.origin() + " serves chain " + served + ", not chain " + expected);
        }
    }

    /** The newest height. */
    public long blockNumber() {
        return ask(Query.blockNumber());
    }

    /** A block's header; empty when the node does not have it. Not for {@code PENDING}, which has no hash yet. */
    public Optional<Block> block(BlockRef block) {
        return ask(Query.block(block));
    }

    /** All receipts of a block in order; empty when the node does not have it. */
    public Optional<List<Receipt>> blockReceipts(BlockRef block) {
        return ask(Query.blockReceipts(block));
    }

    /** The receipt of an included transaction; empty while there is none. */
    public Optional<Receipt> receipt(Bytes32 transactionHash) {
        return ask(Query.receipt(transactionHash));
    }

    /** What a transaction asks; empty when the node does not know it. */
    public Optional<SentCall> sentCall(Bytes32 transactionHash) {
        return ask(Query.sentCall(transactionHash));
    }

    /** The code of an account; empty bytes for plain accounts. */
    public Bytes code(Address account, BlockRef block) {
        return ask(Query.code(account, block));
    }

    /** The balance in wei. */
    public BigInteger balance(Address account, BlockRef block) {
        return ask(Query.balance(account, block));
    }

    /** The account's next nonce. */
    public BigInteger transactionCount(Address account, BlockRef block) {
        return ask(Query.transactionCount(account, block));
    }

    /** Logs in a range of heights. Nodes limit the range and the number. */
    public List<Log> logs(LogFilter filter) {
        return ask(Query.logs(filter));
    }

    /** See {@link Query#feeHistory}. */
    public FeeHistory feeHistory(int blocks, List<Double> percentiles) {
        return ask(Query.feeHistory(blocks, percentiles));
    }

    /** See {@link Query#estimateGas}; a call that reverts is an {@link RpcException} of kind ERROR. */
    public long estimateGas(Address from, Address to, Bytes data) {
        return ask(Query.estimateGas(from, to, data));
    }

    /** Runs a call without a transaction. The sender is the zero address. */
    public CallOutcome call(ContractCall<?> call, BlockRef block) {
        return callOutcome(rpc.call(Query.call(Optional.empty(), call.to(), call.data(), block)));
    }

    /** As {@link #call}, from a sender. */
    public CallOutcome call(Address from, ContractCall<?> call, BlockRef block) {
        return callOutcome(rpc.call(Query.call(Optional.of(from), call.to(), call.data(), block)));
    }

    /** As {@link #call}, several in one batch. */
    public List<CallOutcome> callAll(List<? extends ContractCall<?>> calls, BlockRef block) {
        List<RpcRequest> requests = new ArrayList<>(calls.size());
        calls.forEach(call -> requests.add(Query.call(Optional.empty(), call.to(), call.data(), block)));
        return rpc.batch(requests).stream().map(this::callOutcome).toList();
    }

    /** Runs a call that must succeed, and reads its result; a revert is an {@link RpcException} of kind ERROR. */
    public <T> T read(ContractCall<T> call, BlockRef block) {
        return switch (call(call, block)) {
            case CallOutcome.Returned(Bytes data) -> wellFormed(() -> call.decode(data));
            case CallOutcome.Reverted _ -> throw failure(Kind.ERROR, "a call of " + call.to() + " reverted");
        };
    }

    /** Hands a transaction to the node. */
    public SendOutcome send(SignedTransaction transaction) {
        return sendAll(List.of(transaction.raw())).getFirst();
    }

    /** Hands raw signed transactions to the node in one batch, in order. */
    public List<SendOutcome> sendAll(List<Bytes> raw) {
        List<RpcRequest> requests = new ArrayList<>(raw.size());
        raw.forEach(bytes -> requests.add(RpcRequest.of("eth_sendRawTransaction", bytes.hex())));
        List<RpcResult> results = rpc.batch(requests);
        List<SendOutcome> outcomes = new ArrayList<>(raw.size());
        for (int i = 0; i < results.size(); i++) {
            outcomes.add(sendOutcome(results.get(i), raw.get(i)));
        }
        return outcomes;
    }

    private SendOutcome sendOutcome(RpcResult result, Bytes raw) {
        return switch (result) {
            case RpcResult.Failure failure -> SendOutcome.classify(failure);
            case RpcResult.Value(JsonNode value) -> {
                Bytes32 hash = wellFormed(() -> Fields.word(value));
                if (!hash.equals(Keccak256.hash(raw.toByteArray()))) {
                    throw failure(Kind.PROTOCOL, "took a transaction under another hash");
                }
                yield new SendOutcome.Accepted(hash);
            }
        };
    }

    private CallOutcome callOutcome(RpcResult result) {
        return switch (result) {
            case RpcResult.Value(JsonNode value) -> new CallOutcome.Returned(wellFormed(() -> Fields.bytes(value)));
            case RpcResult.Failure failure when isRevert(failure) -> new CallOutcome.Reverted(revertReason(failure));
            case RpcResult.Failure failure -> throw error(failure);
        };
    }

    /** Geth and its kin use code 3; others say it in words only. */
    private static boolean isRevert(RpcResult.Failure failure) {
        return failure.code() == 3 || failure.message().toLowerCase(Locale.ROOT).contains("revert");
    }

    private static RevertReason revertReason(RpcResult.Failure failure) {
        try {
            return failure.data().isTextual()
                    ? RevertReason.decode(Fields.bytes(failure.data()))
                    : new RevertReason.None();
        } catch (MalformedException e) {
            return new RevertReason.None();
        }
    }

    private <T> T read(RpcResult result, Function<JsonNode, T> reader) {
        return switch (result) {
            case RpcResult.Value(JsonNode value) -> wellFormed(() -> reader.apply(value));
            case RpcResult.Failure failure -> throw error(failure);
        };
    }

    private <T> T wellFormed(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedException e) {
            throw failure(Kind.PROTOCOL, "answered in another form than the method's: " + e.getMessage());
        }
    }

    private RpcException error(RpcResult.Failure failure) {
        return failure(Kind.ERROR, "answered error " + failure.code() + ": " + failure.message());
    }

    private RpcException failure(Kind kind, String what) {
        return new RpcException(kind, rpc.origin() + " " + what);
    }
}
