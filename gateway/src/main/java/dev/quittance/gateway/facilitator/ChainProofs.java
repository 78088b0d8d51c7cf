package dev.quittance.gateway.facilitator;

import dev.quittance.evm.abi.Log;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.JsonRpc;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Trace;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Checks at the gateway's own nodes what facilitators say. A node that does not answer is passed over for the next one. */
final class ChainProofs implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ChainProofs.class);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final long ANSWER_BYTES_MAX = 4L << 20;
    private static final int BATCH_MAX = 1;
    private static final String CAIP2_PREFIX = "eip155:";
    /** Transactions that are looked at for the one that made a payment of which several look alike. */
    private static final int CANDIDATES_MAX = 16;

    private final HttpClient http = JsonRpc.httpClient(CONNECT_MAX);
    private final Map<String, List<EvmNode>> nodes = new HashMap<>();
    private final Duration lagMax;
    private final int searchBlocks;
    private final StatedPayments stated = new StatedPayments(Registry.builtIn());

    ChainProofs(List<FacilitatorsConfig.Chain> chains, FacilitatorsConfig.Proving config) {
        for (var chain : chains) {
            var limits = new JsonRpc.Limits(chain.timeout(), ANSWER_BYTES_MAX, BATCH_MAX);
            nodes.put(
                    chain.network(),
                    chain.rpcUrls().stream()
                            .map(url -> new EvmNode(new JsonRpc(http, url, limits)))
                            .toList());
        }
        this.lagMax = config.lagMax();
        this.searchBlocks = config.searchBlocks();
    }

    /** Whether anything can be proved there. */
    boolean covers(String network) {
        return nodes.containsKey(network);
    }

    /** Whether the transaction settled what was asked; waits a little for nodes that lag. */
    Proof prove(FacilitatorRequest request, Bytes32 transaction) throws InterruptedException {
        Optional<Payment> payment = stated.paying(request);
        if (payment.isEmpty()) {
            return new Proof.Contradicted("the authorization does not pay what was asked");
        }
        long deadline = System.nanoTime() + lagMax.toNanos();
        while (true) {
            Proof proof = ask(request, node -> prove(node, payment.get(), transaction))
                    .orElseGet(() -> new Proof.Open("no node can be asked"));
            if (!(proof instanceof Proof.Open) || System.nanoTime() >= deadline) {
                return proof;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
    }

    /** What became of the authorization of a request that was refused. */
    Spending look(FacilitatorRequest request) {
        Optional<Payment> payment = stated.paying(request);
        if (payment.isEmpty()) {
            // It pays somebody else or another amount: whatever becomes of it settles nothing here.
            return new Spending.Dead();
        }
        return ask(request, node -> look(node, payment.get())).orElseGet(Spending.Unknown::new);
    }

    /** Whether a refusal says that the authorization was spent, as far as its scheme's words tell that from other failures. */
    boolean maySaySpent(FacilitatorRequest request, String reason) {
        return stated.paying(request)
                .filter(payment -> stated.namesUses(payment)
                        && !payment.endings().spent().wire().equals(reason))
                .isEmpty();
    }

    private Proof prove(EvmNode node, Payment payment, Bytes32 transaction) {
        Optional<Receipt> receipt = node.receipt(transaction)
                .filter(found -> found.transactionHash().equals(transaction));
        if (receipt.isEmpty()) {
            return new Proof.Open("the transaction is not known");
        }
        boolean stands = node.block(new BlockRef.Height(receipt.get().blockNumber()))
                .filter(block -> block.hash().equals(receipt.get().blockHash()))
                .isPresent();
        if (!stands) {
            return new Proof.Open("the block is not known");
        }
        Proof proof = Proof.of(receipt.get(), payment);
        return proof instanceof Proof.Proved && !isSpentBy(node, payment, transaction)
                ? new Proof.Open("the transaction's call does not name this payment, nor do its logs")
                : proof;
    }

    /** Whether a transaction with this payment's transfer in its logs is the one that spent its nonce. */
    private boolean isSpentBy(EvmNode node, Payment payment, Bytes32 transaction) {
        return stated.namesUses(payment)
                || node.sentCall(transaction)
                        .filter(sent -> sent.to()
                                .filter(to -> payment.isSettledBy(to, sent.data()))
                                .isPresent())
                        .isPresent();
    }

    private Spending look(EvmNode node, Payment payment) {
        if (node.read(payment.spent(), BlockRef.Tag.LATEST)) {
            return new Spending.Used(use(node, payment));
        }
        Optional<Block> finalized = node.block(BlockRef.Tag.FINALIZED);
        boolean over = finalized.isPresent()
                && BigInteger.valueOf(finalized.get().timestamp())
                                .compareTo(payment.terms().validBefore())
                        >= 0
                && !node.read(payment.spent(), new BlockRef.Hash(finalized.get().hash()));
        return over ? new Spending.Dead() : new Spending.Unused();
    }

    private Optional<Spending.Use> use(EvmNode node, Payment payment) {
        long head = node.blockNumber();
        for (Trace trace : payment.traces()) {
            if (trace.meaning() == Trace.Meaning.CANCELLED) {
                continue;
            }
            var filter = new LogFilter(trace.contract(), trace.topics(), Math.max(0, head - searchBlocks), head);
            Optional<Log> used = node.logs(filter).reversed().stream()
                    .filter(trace.concerns())
                    .limit(CANDIDATES_MAX)
                    .filter(log -> isSpentBy(node, payment, log.transactionHash()))
                    .findFirst();
            if (used.isPresent()) {
                return used.flatMap(log -> node.block(new BlockRef.Hash(log.blockHash()))
                        .map(block ->
                                new Spending.Use(log.transactionHash(), Instant.ofEpochSecond(block.timestamp()))));
            }
        }
        return Optional.empty();
    }

    /** Asks the nodes of the request's chain, one after the other, until one of them answers for the right chain. */
    private <T> Optional<T> ask(FacilitatorRequest request, Function<EvmNode, T> question) {
        String network = request.paymentRequirements().network();
        for (EvmNode node : nodes.getOrDefault(network, List.of())) {
            try {
                long chainId = Long.parseLong(network.substring(CAIP2_PREFIX.length()));
                node.requireChainId(chainId);
                return Optional.of(question.apply(node));
            } catch (RpcException e) {
                LOG.warnf("A settlement cannot be checked: %s", e.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        http.close();
    }
}
