package dev.quittance.worker.head;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.abi.Eip3009Token;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.EvmNode;
import dev.quittance.evm.rpc.LogFilter;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptState;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.attempt.AttemptStore;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final DataSource dataSource;
    private final EvmNode node;
    private final long chainId;
    private final Evidence evidence;
    private final AttemptStore attempts;
    private final SettlementStore settlements;
    private final LaneKeeper keeper;
    private final Limits limits;
    private final Runnable announced;

    public Reconciler(Watch watch, Limits limits) {
        this.dataSource = watch.dataSource();
        this.node = watch.node();
        this.chainId = watch.chainId();
        this.evidence = watch.evidence();
        this.attempts = watch.attempts();
        this.settlements = watch.settlements();
        this.keeper = watch.keeper();
        this.limits = limits;
        this.announced = watch.announced();
    }

    /** One pass over settlements and attempts. */
    public void reconcile() throws SQLException {
        Optional<Block> finalized = node.block(BlockRef.Tag.FINALIZED);
        Optional<Block> latest = node.block(BlockRef.Tag.LATEST);
        if (finalized.isEmpty() || latest.isEmpty()) {
            return;
        }
        List<Settlement> stale = Sql.transaction(
                dataSource,
                connection -> settlements.takeStale(connection, chainId, limits.after(), limits.settlementsMax()));
        for (Settlement settlement : stale) {
            lookAtSafely(settlement, finalized.get(), latest.get());
        }
        for (Lease lease : keeper.held()) {
            closeAttempts(lease, finalized.get());
        }
    }

    private void lookAtSafely(Settlement settlement, Block finalized, Block latest) throws SQLException {
        try {
            lookAt(settlement, finalized, latest);
        } catch (RpcException e) {
            // Nothing was learnt of this one; the others may fare better, and it comes round again.
            LOG.warnf("payment %s: %s", settlement.paymentId(), e.getMessage());
        }
    }

    private void lookAt(Settlement settlement, Block finalized, Block latest) throws SQLException {
        if (!isOurs(settlement) || isProvedByOwnTransaction(settlement)) {
            return;
        }
        boolean used = node.read(state(settlement), new BlockRef.Height(latest.number()));
        Optional<Log> use = used ? findUse(settlement, latest) : Optional.empty();
        Optional<ErrorReason> death =
                use.isPresent() ? deathByUse(settlement, use.get(), finalized) : deathByTime(settlement, finalized);
        if (death.isPresent()) {
            bury(settlement, death.get());
        }
    }

    /** Its own transactions first: they are proof at any height. */
    private boolean isProvedByOwnTransaction(Settlement settlement) throws SQLException {
        List<Bytes32> hashes =
                Sql.transaction(dataSource, connection -> attempts.hashesOfPayment(connection, settlement.paymentId()));
        for (Bytes32 hash : hashes) {
            Optional<Receipt> receipt = node.receipt(hash);
            if (receipt.isPresent()) {
                evidence.record(List.of(receipt.get()));
                if (Judge.proof(settlement, receipt.get(), true).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Settlements under way belong to the worker that holds their lane, queued ones to whoever comes first. */
    private boolean isOurs(Settlement settlement) throws SQLException {
        Optional<Attempt> live =
                Sql.transaction(dataSource, connection -> attempts.liveOf(connection, settlement.paymentId()));
        return live.isEmpty() || keeper.lease(live.get().laneId()).isPresent();
    }

    private static ContractCall<Boolean> state(Settlement settlement) {
        return new Eip3009Token(settlement.token())
                .authorizationState(
                        settlement.authorization().from(),
                        settlement.authorization().nonce());
    }

    /** The use or cancellation of the authorization since the settlement was accepted. */
    private Optional<Log> findUse(Settlement settlement, Block latest) {
        for (long to = latest.number(); to > settlement.acceptedBlock(); to -= limits.logBlocksMax()) {
            long from = Math.max(settlement.acceptedBlock() + 1, to - limits.logBlocksMax() + 1);
            for (Bytes32 topic : List.of(Eip3009Token.AUTHORIZATION_USED, Eip3009Token.AUTHORIZATION_CANCELED)) {
                var topics = List.of(
                        Optional.of(topic),
                        Optional.of(settlement.authorization().from().toWord()),
                        Optional.of(settlement.authorization().nonce()));
                List<Log> logs = node.logs(new LogFilter(settlement.token(), topics, from, to));
                if (!logs.isEmpty()) {
                    return Optional.of(logs.getFirst());
                }
            }
        }
        return Optional.empty();
    }

    /** A use since acceptance is either the proof, or final for this settlement once its block is. */
    private Optional<ErrorReason> deathByUse(Settlement settlement, Log use, Block finalized) throws SQLException {
        if (use.topics().getFirst().equals(Eip3009Token.AUTHORIZATION_CANCELED)) {
            return use.blockNumber() <= finalized.number()
                    ? Optional.of(ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED)
                    : Optional.empty();
        }
        Optional<Receipt> receipt = node.receipt(use.transactionHash());
        if (receipt.isEmpty()) {
            return Optional.empty();
        }
        evidence.record(List.of(receipt.get()));
        boolean proved = Judge.proof(settlement, receipt.get(), false).isPresent();
        return !proved && receipt.get().blockNumber() <= finalized.number()
                ? Optional.of(ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED)
                : Optional.empty();
    }

    /** Without a trace since acceptance: used before it, or expired unused, as the finalized head says. */
    private Optional<ErrorReason> deathByTime(Settlement settlement, Block finalized) {
        if (node.read(state(settlement), new BlockRef.Height(finalized.number()))) {
            long before = Math.min(settlement.acceptedBlock(), finalized.number());
            return node.read(state(settlement), new BlockRef.Height(before))
                    ? Optional.of(ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED)
                    : Optional.empty();
        }
        BigInteger chainTime = BigInteger.valueOf(finalized.timestamp());
        if (chainTime.compareTo(settlement.authorization().validBefore()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                settlement.attempts() == 0
                        ? ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_BEFORE
                        : ErrorReason.INVALID_EXACT_EVM_TRANSACTION_FAILED);
    }

    private void bury(Settlement settlement, ErrorReason reason) throws SQLException {
        Sql.transaction(dataSource, connection -> {
            Optional<Attempt> live = attempts.liveOf(connection, settlement.paymentId());
            if (live.isPresent()) {
                Optional<Lease> lease = keeper.lease(live.get().laneId());
                if (lease.isEmpty()) {
                    return false;
                }
                attempts.requireHeld(connection, lease.get());
            }
            Optional<Bytes32> transaction = live.flatMap(Attempt::signed).map(Attempt.Signed::hash);
            var dead = new SettlementStep.Dead(reason, transaction);
            return settlements.apply(connection, settlement.paymentId(), dead).isPresent();
        });
        announced.run();
    }

    private void closeAttempts(Lease lease, Block finalized) throws SQLException {
        List<Attempt> open =
                Sql.transaction(dataSource, connection -> attempts.openOf(connection, lease, limits.attemptsMax()));
        if (open.isEmpty()) {
            return;
        }
        long used = node.transactionCount(lease.address(), new BlockRef.Height(finalized.number()))
                .longValueExact();
        for (Attempt attempt : open) {
            if (attempt.transactionNonce() < used) {
                close(lease, attempt, finalized);
            }
        }
    }

    /** The attempt's nonce is used up for good; by which transaction, the receipts say. */
    private void close(Lease lease, Attempt attempt, Block finalized) throws SQLException {
        List<Receipt> receipts = receipts(attempt);
        if (receipts.isEmpty()) {
            step(lease, attempt, AttemptStep.NONCE_TAKEN, Optional.empty());
            return;
        }
        evidence.record(receipts);
        var block = new BlockId(
                receipts.getFirst().blockNumber(), receipts.getFirst().blockHash());
        boolean moved = attempt.state() == AttemptState.INCLUDED
                && attempt.block().filter(block::equals).isEmpty();
        if (moved) {
            step(lease, attempt, AttemptStep.REORGED, Optional.empty());
            evidence.record(receipts);
        }
        if (block.number() <= finalized.number()) {
            step(lease, attempt, AttemptStep.FINALIZED, Optional.of(block));
        }
    }

    private List<Receipt> receipts(Attempt attempt) throws SQLException {
        var receipts = new ArrayList<Receipt>();
        for (Bytes32 hash :
                Sql.transaction(dataSource, connection -> attempts.hashesOf(connection, attempt.attemptId()))) {
            node.receipt(hash).ifPresent(receipts::add);
        }
        return receipts;
    }

    private void step(Lease lease, Attempt attempt, AttemptStep step, Optional<BlockId> block) throws SQLException {
        Sql.transaction(dataSource, connection -> attempts.apply(connection, lease, attempt.attemptId(), step, block));
    }
}
