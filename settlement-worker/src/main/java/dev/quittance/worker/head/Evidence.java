package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptStep;
import dev.quittance.worker.head.EvidenceStore.Carrier;
import dev.quittance.worker.head.EvidenceStore.Used;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.AuthorizationKey;
import dev.quittance.worker.settlement.Proof;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes down what receipts prove, a block in one transaction: attempts that are included, settlements whose transfer stands
 * in the logs, each with its outcome. Receipts may come again in any order; what is written down already stays.
 */
final class Evidence {
    private final Watch watch;
    private final Judge judge;
    private final EvidenceStore store = new EvidenceStore();

    Evidence(Watch watch, Judge judge) {
        this.watch = watch;
        this.judge = judge;
    }

    /**
     * Works through receipts of blocks that stand on the chain.
     *
     * @return settlements proved by them
     */
    Set<UUID> record(Collection<Receipt> receipts) throws SQLException {
        if (receipts.isEmpty()) {
            return Set.of();
        }
        Map<AuthorizationKey, Judge.Use> uses = judge.uses(receipts);
        Map<Bytes32, Receipt> byHash = receipts.stream()
                .collect(Collectors.toMap(Receipt::transactionHash, Function.identity(), (first, _) -> first));
        Set<UUID> proved = Sql.transaction(watch.dataSource(), connection -> {
            recordAttempts(connection, byHash);
            return uses.isEmpty() ? Set.of() : recordSettlements(connection, uses, byHash);
        });
        if (!proved.isEmpty()) {
            announce();
        }
        return proved;
    }

    /** What is proved is committed, and its outcomes with it. */
    private void announce() {
        watch.announced().run();
    }

    private void recordAttempts(Connection connection, Map<Bytes32, Receipt> byHash) throws SQLException {
        var blocks = new HashMap<UUID, BlockId>();
        var leases = new HashSet<Lease>();
        for (Carrier carrier : store.attemptsOf(connection, byHash.keySet())) {
            Optional<Lease> lease = watch.keeper().lease(carrier.laneId());
            if (lease.isPresent()) {
                Receipt receipt = Objects.requireNonNull(byHash.get(carrier.transaction()));
                blocks.put(carrier.attemptId(), new BlockId(receipt.blockNumber(), receipt.blockHash()));
                leases.add(lease.get());
            }
        }
        watch.attempts().applyAll(connection, leases, blocks.keySet(), AttemptStep.INCLUDED, blocks);
    }

    /** A settlement under way belongs to the worker that holds its lane, another to whoever comes first. */
    private Set<UUID> recordSettlements(
            Connection connection, Map<AuthorizationKey, Judge.Use> uses, Map<Bytes32, Receipt> byHash)
            throws SQLException {
        var steps = new HashMap<UUID, SettlementStep.Proved>();
        var ours = new HashSet<UUID>();
        var leases = new HashSet<Lease>();
        for (Used used : store.uses(connection, watch.chainId(), uses.values())) {
            Optional<Lease> lease = used.liveLane().flatMap(watch.keeper()::lease);
            if (used.liveLane().isPresent() && lease.isEmpty()) {
                continue;
            }
            Judge.Use use = Objects.requireNonNull(uses.get(AuthorizationKey.of(used.settlement())));
            Optional<Proof> proof = Judge.proof(used.settlement(), use, used.ours());
            if (proof.isPresent()) {
                UUID payment = used.settlement().paymentId();
                steps.put(payment, new SettlementStep.Proved(used.liveAttempt(), proof.get(), Optional.empty()));
                if (used.ours()) {
                    ours.add(payment);
                }
                lease.ifPresent(leases::add);
            }
        }
        Map<UUID, Double> gas = gasPerPayment(steps, byHash);
        steps.replaceAll((id, step) -> ours.contains(id) ? step.withGas(Objects.requireNonNull(gas.get(id))) : step);
        watch.attempts().requireHeld(connection, leases);
        Set<UUID> proved = watch.settlements().applyAll(connection, steps);
        proved.forEach(payment -> watch.gasPerPayment().accept(Objects.requireNonNull(gas.get(payment))));
        return proved;
    }

    /** Payments that share a transaction share its gas evenly. */
    private static Map<UUID, Double> gasPerPayment(
            Map<UUID, SettlementStep.Proved> steps, Map<Bytes32, Receipt> byHash) {
        Map<Bytes32, Long> payments = steps.values().stream()
                .collect(Collectors.groupingBy(step -> step.proof().transaction(), Collectors.counting()));
        var gas = new HashMap<UUID, Double>();
        steps.forEach((payment, step) -> {
            Bytes32 transaction = step.proof().transaction();
            double whole = Objects.requireNonNull(byHash.get(transaction)).gasUsed();
            gas.put(payment, whole / Objects.requireNonNull(payments.get(transaction)));
        });
        return gas;
    }
}
