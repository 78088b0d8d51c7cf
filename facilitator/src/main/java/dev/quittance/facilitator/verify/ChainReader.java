package dev.quittance.facilitator.verify;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.abi.Multicall3.Member;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.schemes.exact.ExactPayment;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Asks one chain about payments: one request each, and all facts of an answer are from the same block. */
final class ChainReader {
    private static final Logger LOG = Logger.getLogger(ChainReader.class);

    private final EvmNode node;
    private final Multicall3 multicall;
    private final AtomicLong timeSeen = new AtomicLong();

    ChainReader(EvmNode node, Chain chain) {
        this.node = node;
        this.multicall = new Multicall3(chain.multicall3());
    }

    /** The newest block time that was seen, in Unix seconds; 0 before the first answer. The chain's own is never earlier. */
    long timeSeen() {
        return timeSeen.get();
    }

    /**
     * Asks for the newest block's time.
     *
     * @throws ChainUnavailableException when the node gives no usable answer
     */
    long now() {
        try {
            BigInteger time = node.read(multicall.getCurrentBlockTimestamp(), BlockRef.Tag.LATEST);
            return seen(time.longValueExact());
        } catch (RpcException | ArithmeticException e) {
            throw unavailable(e);
        }
    }

    /**
     * Looks at the newest block.
     *
     * @throws ChainUnavailableException when the node gives no usable answer
     */
    ChainFacts read(ExactPayment payment) {
        TransferAuthorization authorization = payment.authorization();
        var token = new Eip3009Token(payment.asset().address());
        var number = multicall.getBlockNumber();
        var time = multicall.getCurrentBlockTimestamp();
        var balance = token.balanceOf(authorization.from());
        var used = token.authorizationState(authorization.from(), authorization.nonce());
        var transfer = token.transferWithAuthorization(authorization, Signature.parse(payment.signature()));
        var all = multicall.aggregate3(
                Stream.of(number, time, balance, used, transfer).map(Member::of).toList());
        try {
            List<Result> results = node.read(all, BlockRef.Tag.LATEST);
            return new ChainFacts(
                    number.decode(results.get(0).returnData()),
                    seen(time.decode(results.get(1).returnData()).longValueExact()),
                    word(results.get(2)).map(balance::decode),
                    word(results.get(3)).map(used::decode).orElse(false),
                    results.get(4).success());
        } catch (RpcException | MalformedException | ArithmeticException | IndexOutOfBoundsException e) {
            throw unavailable(e);
        }
    }

    private long seen(long time) {
        timeSeen.accumulateAndGet(time, Math::max);
        return time;
    }

    private static ChainUnavailableException unavailable(RuntimeException cause) {
        // What a node says of an error may hold anything, so of that only the kind is told.
        boolean ownWords = !(cause instanceof RpcException rpc && rpc.kind() == RpcException.Kind.ERROR);
        LOG.warnf("the chain cannot be asked: %s", ownWords ? cause.getMessage() : RpcException.Kind.ERROR);
        return new ChainUnavailableException("the chain cannot be asked");
    }

    /** Empty when the call failed, or succeeded as calls of addresses without code do: with nothing. */
    private static Optional<Bytes> word(Result result) {
        return Optional.of(result)
                .filter(r -> r.success() && r.returnData().size() == Bytes32.LENGTH)
                .map(Result::returnData);
    }
}
