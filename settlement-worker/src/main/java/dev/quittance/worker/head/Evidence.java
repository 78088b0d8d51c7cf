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
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    private final EvidenceStore store;

    Evidence(Watch watch, Judge judge) {
        this.watch = watch;
        this.judge = judge;
        this.store = new EvidenceStore(watch.settlements());
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
        return record(receipts, judge.uses(receipts));
    }

    /** The same for a transaction that is known to have spent a settlement's nonce, though no log names it. */
    boolean record(Settlement settlement, Receipt receipt) throws SQLException {
        var key = AuthorizationKey.of(settlement);
        return record(List.of(receipt), Map.of(key, new Judge.Use(key, receipt, receipt.logs())))
                .contains(settlement.paymentId());
    }

    private Set<UUID> record(Collection<Receipt> receipts, Map<AuthorizationKey, Judge.Use> named) throws SQLException {
        Map<Bytes32, Receipt> byHash = receipts.stream()
                .collect(Collectors.toMap(Receipt::transactionHash, Function.identity(), (first, _) -> first));
        Set<UUID> proved = Sql.transaction(watch.dataSource(), connection -> {
            boolean ours = recordAttempts(connection, byHash);
            Map<AuthorizationKey, Judge.Use> uses = ours ? withCarried(connection, named, byHash) : named;
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

    /** Whether any of the transactions is ours. */
    private boolean recordAttempts(Connection connection, Map<Bytes32, Receipt> byHash) throws SQLException {
        var blocks = new HashMap<UUID, BlockId>();
        var leases = new HashSet<Lease>();
        List<Carrier> carriers = store.attemptsOf(connection, byHash.keySet());
        for (Carrier carrier : carriers) {
            Optional<Lease> lease = watch.keeper().lease(carrier.laneId());
            if (lease.isPresent()) {
                Receipt receipt = Objects.requireNonNull(byHash.get(carrier.transaction()));
                blocks.put(carrier.attemptId(), new BlockId(receipt.blockNumber(), receipt.blockHash()));
                leases.add(lease.get());
            }
        }
        watch.attempts().applyAll(connection, leases, blocks.keySet(), AttemptStep.INCLUDED, blocks);
        return !carriers.isEmpty();
    }

    /** Adds what our transactions used where no log would name it: there the proof is looked for in each of them. */
    private Map<AuthorizationKey, Judge.Use> withCarried(
            Connection connection, Map<AuthorizationKey, Judge.Use> named, Map<Bytes32, Receipt> byHash)
            throws SQLException {
        var uses = new HashMap<>(named);
        for (EvidenceStore.Carried carried : store.carried(connection, byHash.keySet(), judge.namedKinds())) {
            Receipt receipt = Objects.requireNonNull(byHash.get(carried.transaction()));
            var use = new Judge.Use(AuthorizationKey.of(carried.settlement()), receipt, receipt.logs());
            if (Judge.proof(carried.settlement(), use, true).isPresent()) {
                uses.put(use.key(), use);
            }
        }
        return uses;
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
