package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore.AuthorizationKey;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes down what receipts prove: attempts that are included, settlements whose transfer stands in the logs, each with its
 * outcome in the same transaction. Receipts may come again in any order; what is written down already stays.
 */
final class Evidence {
    private final Watch watch;
    private final Judge judge;

    Evidence(Watch watch, Judge judge) {
        this.watch = watch;
        this.judge = judge;
    }

    /** Works through receipts of blocks that stand on the chain. */
    void record(Collection<Receipt> receipts) throws SQLException {
        if (receipts.isEmpty()) {
            return;
        }
        Map<AuthorizationKey, Receipt> uses = judge.uses(receipts);
        var byHash = new HashMap<Bytes32, Receipt>();
        receipts.forEach(receipt -> byHash.put(receipt.transactionHash(), receipt));
        int proved = Sql.transaction(watch.dataSource(), connection -> {
            List<Attempt> included = watch.attempts().byHash(connection, byHash.keySet());
            recordAttempts(connection, included, byHash);
            return uses.isEmpty() ? 0 : recordSettlements(connection, included, uses);
        });
        if (proved > 0) {
            watch.announced().run();
        }
    }

    private void recordAttempts(Connection connection, List<Attempt> included, Map<Bytes32, Receipt> byHash)
            throws SQLException {
        for (Attempt attempt : included) {
            Optional<Lease> lease = watch.keeper().lease(attempt.laneId());
            if (lease.isEmpty()) {
                continue;
            }
            for (Bytes32 hash : watch.attempts().hashesOf(connection, attempt.attemptId())) {
                Receipt receipt = byHash.get(hash);
                if (receipt != null) {
                    var block = new BlockId(receipt.blockNumber(), receipt.blockHash());
                    watch.attempts()
                            .apply(
                                    connection,
                                    lease.get(),
                                    attempt.attemptId(),
                                    AttemptStep.INCLUDED,
                                    Optional.of(block));
                }
            }
        }
    }

    private int recordSettlements(Connection connection, List<Attempt> included, Map<AuthorizationKey, Receipt> uses)
            throws SQLException {
        int proved = 0;
        for (Settlement settlement : watch.settlements().findByUse(connection, watch.chainId(), uses.keySet())) {
            Receipt receipt = uses.get(Judge.key(settlement));
            if (receipt == null) {
                continue;
            }
            Optional<Attempt> live = watch.attempts().liveOf(connection, settlement.paymentId());
            if (live.isPresent() && !isHeld(connection, live.get())) {
                continue;
            }
            boolean ours = isOurs(connection, included, settlement, receipt);
            Optional<UUID> attemptId = live.map(Attempt::attemptId);
            var proof = Judge.proof(settlement, receipt, ours);
            if (proof.isPresent()
                    && watch.settlements()
                            .apply(
                                    connection,
                                    settlement.paymentId(),
                                    new SettlementStep.Proved(attemptId, proof.get()))
                            .isPresent()) {
                proved++;
            }
        }
        return proved;
    }

    private boolean isOurs(Connection connection, List<Attempt> included, Settlement settlement, Receipt receipt)
            throws SQLException {
        for (Attempt attempt : included) {
            if (Judge.carries(attempt, settlement)
                    && watch.attempts()
                            .hashesOf(connection, attempt.attemptId())
                            .contains(receipt.transactionHash())) {
                return true;
            }
        }
        return false;
    }

    /** A settlement under way belongs to the worker that holds its lane. */
    private boolean isHeld(Connection connection, Attempt attempt) throws SQLException {
        Optional<Lease> lease = watch.keeper().lease(attempt.laneId());
        if (lease.isPresent()) {
            watch.attempts().requireHeld(connection, lease.get());
        }
        return lease.isPresent();
    }
}
