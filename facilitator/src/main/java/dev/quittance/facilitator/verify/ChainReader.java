package dev.quittance.facilitator.verify;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Multicall3;
import dev.quittance.evm.abi.Multicall3.Member;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.evm.abi.RevertReason;
import dev.quittance.evm.registry.Chain;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.CallOutcome;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.Query.FromCall;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.evm.transaction.Eip1559Transaction;
import dev.quittance.facilitator.coalesce.Coalescer;
import dev.quittance.facilitator.coalesce.OverloadedException;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.schemes.payment.Preparation;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.View;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Asks one chain about payments. What is asked at the same moment goes out in one request, and all facts of an answer are from
 * the same block. Payers whose code has to judge a signature are asked about apart: their code may use up a request's gas.
 */
final class ChainReader {
    private static final Logger LOG = Logger.getLogger(ChainReader.class);
    /** No answer that could be relied on. */
    private static final View UNCLEAR = new View(BigInteger.ONE.negate(), 0, List.of(), List.of());

    private final EvmNode node;
    private final Multicall3 multicall;
    private final int repeatsMax;
    private final Coalescer<Question, View> keys;
    private final Coalescer<Question, View> contracts;
    private final AtomicLong timeSeen = new AtomicLong();

    ChainReader(EvmNode node, Chain chain, Coalescer.Limits limits, int repeatsMax) {
        this.node = node;
        this.multicall = new Multicall3(chain.multicall3());
        this.repeatsMax = repeatsMax;
        this.keys = new Coalescer<>("chain-reader", limits, this::readAll);
        this.contracts = new Coalescer<>("chain-reader-contracts", limits, this::readAll);
    }

    /** The newest block time that was seen, in Unix seconds; 0 before the first answer. The chain's own is never earlier. */
    long timeSeen() {
        return timeSeen.get();
    }

    /**
     * Looks at the newest block.
     *
     * @throws ChainUnavailableException when the node gives no usable answer, or too much is asked of it
     */
    View read(Question question) {
        View view;
        try {
            view = (question.runsCode() ? contracts : keys).ask(question);
        } catch (OverloadedException e) {
            throw new ChainUnavailableException("too many payments are being verified");
        } catch (ExecutionException e) {
            throw new ChainUnavailableException("the chain cannot be asked");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainUnavailableException("shutting down");
        }
        if (view.number().signum() < 0) {
            throw new ChainUnavailableException("the chain gave no clear answer");
        }
        Optional<Preparation> preparation = question.payment().preparation();
        if (question.isApart() && !question.simulation().isEmpty()) {
            return preparation.isPresent()
                    ? prepared(question, view, preparation.get())
                    : simulated(question, view, question.sender().orElseThrow());
        }
        return view;
    }

    /** Adds what the block would do if the payer's preparation came first, and whether it could. */
    private View prepared(Question question, View view, Preparation preparation) {
        Eip1559Transaction first = preparation.transaction().transaction();
        var calls = new ArrayList<FromCall>();
        calls.add(new FromCall(
                Optional.of(question.payer()), new ContractCall<>(first.to(), first.data(), Function.identity())));
        question.simulation().forEach(call -> calls.add(new FromCall(question.sender(), call)));
        try {
            var block = new BlockRef.Height(view.number().longValueExact());
            BigInteger nonce = node.transactionCount(question.payer(), block);
            List<Result> results = node.ask(Query.simulation(calls, block));
            if (results.size() != calls.size()) {
                throw new MalformedException("a simulation without all its results");
            }
            return new View(view.number(), view.time(), view.facts(), results, Optional.of(nonce));
        } catch (RpcException | MalformedException | ArithmeticException e) {
            throw unavailable(e);
        }
    }

    /** Adds to what a block says what it would do if the one sender sent it who may. */
    private View simulated(Question question, View view, Address sender) {
        ContractCall<?> call = question.simulation().getFirst();
        try {
            Result result = switch (node.call(
                    sender, call, new BlockRef.Height(view.number().longValueExact()))) {
                case CallOutcome.Returned(Bytes data) -> new Result(true, data);
                case CallOutcome.Reverted(RevertReason.Custom(Bytes data)) -> new Result(false, data);
                case CallOutcome.Reverted _ -> new Result(false, Bytes.EMPTY);
            };
            return new View(view.number(), view.time(), view.facts(), List.of(result));
        } catch (RpcException | ArithmeticException e) {
            throw unavailable(e);
        }
    }

    /**
     * Looks at the newest block for a payer's balance, and for which nonces are spent there.
     *
     * @param limit of what may be taken of the balance, if there is one
     * @param spent how to ask for each nonce
     *
     * @throws ChainUnavailableException when the node gives no usable answer
     */
    PayerFacts readPayer(
            Address asset,
            Address payer,
            Optional<ContractCall<BigInteger>> limit,
            Map<Bytes32, ContractCall<Boolean>> spent) {
        ContractCall<BigInteger> balance = new Eip3009Token(asset).balanceOf(payer);
        List<Map.Entry<Bytes32, ContractCall<Boolean>>> nonces = List.copyOf(spent.entrySet());
        var members = new ArrayList<Member>();
        members.add(Member.of(balance));
        nonces.forEach(nonce -> members.add(Member.of(nonce.getValue())));
        limit.ifPresent(each -> members.add(Member.of(each)));
        try {
            List<Result> results = node.read(multicall.aggregate3(members), BlockRef.Tag.LATEST);
            var used = new HashSet<Bytes32>();
            for (int i = 0; i < nonces.size(); i++) {
                if (nonces.get(i).getValue().decode(results.get(i + 1).returnData())) {
                    used.add(nonces.get(i).getKey());
                }
            }
            BigInteger has = balance.decode(results.getFirst().returnData());
            return new PayerFacts(
                    limit.map(each ->
                                    each.decode(results.getLast().returnData()).min(has))
                            .orElse(has),
                    used);
        } catch (RpcException | MalformedException | IndexOutOfBoundsException e) {
            throw unavailable(e);
        }
    }

    /**
     * Reads a batch, and those members again whose simulation another member may have spoilt: the first alone, because it may
     * be the one that spoils, and the rest together. Each round frees them of one that does.
     */
    private List<View> readAll(List<Question> questions) {
        var facts = new ArrayList<View>(questions.stream().map(_ -> UNCLEAR).toList());
        List<Integer> open = IntStream.range(0, questions.size()).boxed().toList();
        for (int round = 0; round <= repeatsMax && !open.isEmpty(); round++) {
            List<Integer> doubtful = readInto(facts, questions, open);
            if (doubtful.isEmpty()) {
                return facts;
            }
            readInto(facts, questions, doubtful.subList(0, 1));
            open = doubtful.subList(1, doubtful.size());
        }
        open.forEach(position -> facts.set(position, UNCLEAR));
        return facts;
    }

    /** Reads some members in one request and returns those in doubt; none when there was only one. */
    private List<Integer> readInto(List<View> facts, List<Question> all, List<Integer> positions) {
        var batch = new ChainBatch(multicall, positions.stream().map(all::get).toList());
        List<View> read = ask(batch);
        boolean gasIsShort = read.stream().anyMatch(View::isMute);
        Map<Address, Integer> times = batch.timesByPayer();
        var doubtful = new ArrayList<Integer>();
        for (int i = 0; i < read.size(); i++) {
            int position = positions.get(i);
            facts.set(position, read.get(i));
            boolean shares = gasIsShort || times.getOrDefault(all.get(position).payer(), 0) > 1;
            if (positions.size() > 1 && shares && !read.get(i).settles()) {
                doubtful.add(position);
            }
        }
        return doubtful;
    }

    private List<View> ask(ChainBatch batch) {
        try {
            List<View> facts = batch.read(node.read(batch.call(), BlockRef.Tag.LATEST));
            facts.forEach(each -> seen(each.time()));
            return facts;
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
}
