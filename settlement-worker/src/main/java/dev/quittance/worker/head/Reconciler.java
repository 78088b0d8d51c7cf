package dev.quittance.worker.head;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.CallOutcome;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.schemes.payment.Endings;
import dev.quittance.schemes.payment.Preparation;
import dev.quittance.schemes.payment.Trace.Meaning;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.head.Traces.Found;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.settlement.Trace;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The second look at what stays open: it asks the chain directly, so that nothing depends on having seen a block pass by.
 * Only here, and only at the finalized head, is a settlement given up or an attempt closed.
 */
public final class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    /**
     * Bounds of a pass.
     *
     * @param after how long a settlement may stay open before it is looked at, and between two looks
     * @param settlementsMax settlements of one pass
     * @param attemptsMax attempts of one lane and pass
     * @param logBlocksMax blocks that one search for logs covers; nodes limit it
     */
    public record Limits(Duration after, int settlementsMax, int attemptsMax, long logBlocksMax) {}

    private final Watch watch;
    private final DataSource dataSource;
    private final EvmNode node;
    private final long chainId;
    private final Evidence evidence;
    private final Traces traces;
    private final AttemptStore attempts;
    private final SettlementStore settlements;
    private final LaneKeeper keeper;
    private final Limits limits;
    private final Runnable announced;
    private final Consumer<Alert> alerts;

    public Reconciler(Watch watch, Limits limits) {
        this.watch = watch;
        this.dataSource = watch.dataSource();
        this.node = watch.node();
        this.chainId = watch.chainId();
        this.evidence = watch.evidence();
        this.traces = new Traces(watch.node(), limits.logBlocksMax());
        this.attempts = watch.attempts();
        this.settlements = watch.settlements();
        this.keeper = watch.keeper();
        this.limits = limits;
        this.announced = watch.announced();
        this.alerts = watch.alerts();
    }

    /** One pass over settlements and attempts. */
    public void reconcile() throws SQLException {
        requireChain();
        List<Optional<Block>> heads =
                node.askAll(List.of(Query.block(BlockRef.Tag.FINALIZED), Query.block(BlockRef.Tag.LATEST)));
        if (heads.getFirst().isEmpty() || heads.getLast().isEmpty()) {
            return;
        }
        Block finalized = heads.getFirst().get();
        if (finalized.number() > heads.getLast().get().number()) {
            watch.alerts().accept(Alert.CONTRADICTION);
            return;
        }
        lookAtAll(finalized, heads.getLast().get());
        for (Lease lease : keeper.held()) {
            closeAttempts(lease, finalized);
        }
    }

    private void requireChain() {
        try {
            node.requireChainId(chainId);
        } catch (RpcException e) {
            if (e.kind() == RpcException.Kind.WRONG_CHAIN) {
                alerts.accept(Alert.OTHER_CHAIN);
            }
            throw e;
        }
    }

    /** Own transactions first: they are proof at any height. */
    private void lookAtAll(Block finalized, Block latest) throws SQLException {
        List<Settlement> stale = Sql.transaction(dataSource, this::takeOurs);
        if (stale.isEmpty()) {
            return;
        }
        List<UUID> ids = stale.stream().map(Settlement::paymentId).toList();
        Set<UUID> proved = evidence.record(
                receipts(Sql.transaction(dataSource, connection -> attempts.hashesOfPayments(connection, ids))));
        List<Settlement> rest = stale.stream()
                .filter(settlement -> !proved.contains(settlement.paymentId()))
                .toList();
        List<CallOutcome> states =
                node.callAll(rest.stream().map(Reconciler::state).toList(), new BlockRef.Hash(latest.hash()));
        for (int i = 0; i < rest.size(); i++) {
            if (states.get(i) instanceof CallOutcome.Returned(Bytes data)) {
                lookAtSafely(rest.get(i), state(rest.get(i)).decode(data), finalized, latest);
            }
        }
    }

    /** Settlements under way belong to the worker that holds their lane, queued ones to whoever comes first. */
    private List<Settlement> takeOurs(Connection connection) throws SQLException {
        List<Long> lanes = keeper.held().stream().map(Lease::laneId).toList();
        return settlements.takeStale(connection, chainId, limits.after(), lanes, limits.settlementsMax());
    }

    private List<Receipt> receipts(List<Bytes32> hashes) {
        return receipts(node, hashes);
    }

    private static List<Receipt> receipts(EvmNode node, List<Bytes32> hashes) {
        if (hashes.isEmpty()) {
            return List.of();
        }
        return node.askAll(hashes.stream().map(Query::receipt).toList()).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private void lookAtSafely(Settlement settlement, boolean used, Block finalized, Block latest) throws SQLException {
        try {
            if (!used && isAlive(settlement, finalized)) {
                return;
            }
            Optional<Found> use = used ? traces.find(settlement, latest) : Optional.empty();
            Optional<ErrorReason> death =
                    use.isPresent() ? deathByUse(settlement, use.get(), finalized) : deathByTime(settlement, finalized);
            if (death.isPresent()) {
                bury(settlement, death.get());
            }
        } catch (RpcException e) {
            // Nothing was learnt of this one; the others may fare better, and it comes round again.
            Trace.of(List.of(settlement), () -> LOG.warnf("payment %s: %s", settlement.paymentId(), e.getMessage()));
        }
    }

    private static ContractCall<Boolean> state(Settlement settlement) {
        return settlement.payment().spent();
    }

    /** A use since acceptance is either the proof, or final for this settlement once its block is. */
    private Optional<ErrorReason> deathByUse(Settlement settlement, Found use, Block finalized) throws SQLException {
        return switch (use.meaning()) {
            case CANCELLED ->
                stands(use.log().blockNumber(), use.log().blockHash(), finalized)
                        ? Optional.of(endings(settlement).failed())
                        : Optional.empty();
            case USED -> {
                Optional<Receipt> receipt = node.receipt(use.log().transactionHash());
                yield receipt.isPresent()
                                && !evidence.record(List.of(receipt.get())).contains(settlement.paymentId())
                                && stands(
                                        receipt.get().blockNumber(),
                                        receipt.get().blockHash(),
                                        finalized)
                        ? Optional.of(endings(settlement).spent())
                        : Optional.empty();
            }
            case LIKENESS -> {
                Optional<Receipt> receipt = node.receipt(use.log().transactionHash());
                if (receipt.isPresent()) {
                    evidence.record(settlement, receipt.get());
                }
                yield Optional.empty();
            }
        };
    }

    /** Whether all nodes have this block on the finalized part of the chain. */
    private boolean stands(long number, Bytes32 hash, Block finalized) {
        return number <= finalized.number()
                && watch.agreed(each -> each.block(new BlockRef.Height(number)).map(Block::hash))
                        .equals(Optional.of(Optional.of(hash)));
    }

    /** Without a trace since acceptance: used before it, or expired unused, as the finalized head says. */
    private Optional<ErrorReason> deathByTime(Settlement settlement, Block finalized) {
        Optional<Boolean> used = used(settlement, new BlockRef.Hash(finalized.hash()));
        if (used.isEmpty()) {
            return Optional.empty();
        }
        if (used.get()) {
            long before = Math.min(settlement.acceptedBlock(), finalized.number());
            boolean spentElsewhere =
                    used(settlement, new BlockRef.Height(before)).orElse(false) || isSpentInVain(settlement, finalized);
            return spentElsewhere ? Optional.of(endings(settlement).spent()) : Optional.empty();
        }
        if (isAlive(settlement, finalized)) {
            return Optional.empty();
        }
        return Optional.of(
                settlement.attempts() == 0
                        ? neverSent(settlement)
                        : endings(settlement).failed());
    }

    /** The payer's preparation is the cause where it was still wanting. */
    private static ErrorReason neverSent(Settlement settlement) {
        Optional<Preparation> preparation = settlement.payment().preparation();
        if (preparation.isEmpty() || settlement.preparation().isEmpty()) {
            return endings(settlement).expired();
        }
        return switch (settlement.preparation().get()) {
            case DONE -> endings(settlement).expired();
            case FAILED -> preparation.get().failed();
            case AWAITED, SENT -> preparation.get().unsent();
        };
    }

    private static Endings endings(Settlement settlement) {
        return settlement.payment().endings();
    }

    /** Whether the authorization was used at a block, as all nodes say; empty when they do not say the same. */
    private Optional<Boolean> used(Settlement settlement, BlockRef at) {
        return watch.agreed(each -> each.read(state(settlement), at));
    }

    /** Where every payment leaves a log of its likeness: whether none of them can be this one, as all nodes say. */
    private boolean isSpentInVain(Settlement settlement, Block finalized) {
        boolean leavesLikeness =
                settlement.payment().traces().stream().anyMatch(trace -> trace.meaning() == Meaning.LIKENESS);
        return leavesLikeness
                && watch.agreed(each -> new Traces(each, limits.logBlocksMax()).mayBePaid(settlement, finalized))
                        .equals(Optional.of(false));
    }

    private static boolean isAlive(Settlement settlement, Block finalized) {
        BigInteger chainTime = BigInteger.valueOf(finalized.timestamp());
        return chainTime.compareTo(settlement.payment().terms().validBefore()) <= 0;
    }

    private void bury(Settlement settlement, ErrorReason reason) throws SQLException {
        Sql.transaction(dataSource, connection -> {
            Optional<Attempt> live = attempts.liveOf(connection, settlement.paymentId());
            if (live.isPresent()) {
                Optional<Lease> lease = keeper.lease(live.get().laneId());
                if (lease.isEmpty()) {
                    return false;
                }
                attempts.requireHeld(connection, List.of(lease.get()));
            }
            Optional<Bytes32> transaction = live.flatMap(Attempt::signed).map(Attempt.Signed::hash);
            var dead = new SettlementStep.Dead(reason, transaction);
            return settlements.apply(connection, settlement.paymentId(), dead);
        });
        announced.run();
    }

    /** An attempt whose nonce is used up for good, and by none of its own transactions, is over. */
    private void closeAttempts(Lease lease, Block finalized) throws SQLException {
        List<Attempt> open =
                Sql.transaction(dataSource, connection -> attempts.openOf(connection, lease, limits.attemptsMax()));
        if (open.isEmpty()) {
            return;
        }
        Optional<BigInteger> used =
                watch.agreed(each -> each.transactionCount(lease.address(), new BlockRef.Hash(finalized.hash())));
        for (Attempt attempt : open) {
            if (used.isPresent() && attempt.transactionNonce() < used.get().longValueExact()) {
                List<UUID> id = List.of(attempt.attemptId());
                List<Bytes32> hashes = Sql.transaction(dataSource, connection -> attempts.hashesOf(connection, id));
                List<Receipt> receipts = node.each().stream()
                        .flatMap(each -> receipts(each, hashes).stream())
                        .toList();
                evidence.record(receipts);
                if (receipts.isEmpty()) {
                    Sql.transaction(
                            dataSource,
                            connection -> attempts.applyAll(
                                    connection, List.of(lease), id, AttemptStep.NONCE_TAKEN, Map.of()));
                }
            }
        }
    }
}
