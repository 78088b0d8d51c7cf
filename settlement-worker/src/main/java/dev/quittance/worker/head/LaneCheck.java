package dev.quittance.worker.head;

import dev.quittance.evm.rpc.Block;
import dev.quittance.evm.rpc.BlockRef;
import dev.quittance.evm.rpc.Query;
import dev.quittance.evm.rpc.Receipt;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt;
import dev.quittance.worker.attempt.AttemptStore.Allotment;
import dev.quittance.worker.attempt.Fees;
import dev.quittance.worker.attempt.GasLimits;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.LaneView;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.send.LaneSender;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks after the lanes that this worker holds. One that is new to it is compared with the chain first: what was included
 * meanwhile, how far its nonces are, which of them nothing would ever use. All are watched for gas money.
 */
public final class LaneCheck {
    private static final Logger LOG = Logger.getLogger(LaneCheck.class);

    /**
     * Bounds.
     *
     * @param balanceMin wei below which a lane gets no new attempts
     * @param gasMax gas of the dearest transaction: a lane that was set aside must be able to pay for it
     * @param attemptsMax open attempts and missing nonces of one lane looked at in one pass
     */
    public record Limits(BigInteger balanceMin, long gasMax, GasLimits gas, Fees.Offer offer, int attemptsMax) {}

    private final Watch watch;
    private final LaneStore lanes;
    private final Evidence evidence;
    private final Finality finality;
    private final Limits limits;
    private final Consumer<List<LaneReading>> readings;
    private final Runnable room;
    private volatile Optional<BigInteger> lowestBalance = Optional.empty();
    private volatile int quarantined;

    /**
     * Prepares the check.
     *
     * @param readings told how far each lane is ahead of the chain
     * @param room told when one more lane may get attempts
     */
    public LaneCheck(Watch watch, LaneStore lanes, Limits limits, Consumer<List<LaneReading>> readings, Runnable room) {
        this.watch = watch;
        this.lanes = lanes;
        this.evidence = watch.evidence();
        this.finality = new Finality(watch);
        this.limits = limits;
        this.readings = readings;
        this.room = room;
    }

    /** The smallest balance among the lanes, wei. */
    public Optional<BigInteger> lowestBalance() {
        return lowestBalance;
    }

    /** Lanes that get no new attempts because something is wrong with them. */
    public int quarantined() {
        return quarantined;
    }

    /** One round over all lanes. */
    public void check() throws SQLException {
        List<Lease> held = watch.keeper().held();
        Optional<Block> latest = watch.node().block(BlockRef.Tag.LATEST);
        if (held.isEmpty() || latest.isEmpty()) {
            return;
        }
        List<Lease> adopted = watch.keeper().adopted();
        for (Lease lease : held) {
            if (!adopted.contains(lease) && adopt(lease, latest.get())) {
                watch.keeper().adopt(lease);
                room.run();
            }
        }
        watchBalances(held, latest.get());
        quarantined = Sql.transaction(watch.dataSource(), connection -> lanes.countQuarantined(connection, held));
        readings.accept(read(held));
    }

    /** How far each lane is ahead of the chain. */
    private List<LaneReading> read(List<Lease> held) throws SQLException {
        var addresses = held.stream().map(Lease::address).toList();
        List<LaneView> views =
                Sql.transaction(watch.dataSource(), connection -> lanes.all(connection, watch.chainId())).stream()
                        .filter(view -> addresses.contains(view.address()))
                        .toList();
        List<BigInteger> counts = watch.node()
                .askAll(views.stream()
                        .map(view -> Query.transactionCount(view.address(), BlockRef.Tag.LATEST))
                        .toList());
        var all = new ArrayList<LaneReading>();
        for (int i = 0; i < views.size(); i++) {
            all.add(new LaneReading(
                    views.get(i), views.get(i).nextNonce() - counts.get(i).longValueExact()));
        }
        return all;
    }

    /** False when gaps have to wait for lower fees. */
    private boolean adopt(Lease lease, Block latest) throws SQLException {
        finality.requireChain();
        List<Attempt> open = Sql.transaction(
                watch.dataSource(), connection -> watch.attempts().openOf(connection, lease, limits.attemptsMax()));
        List<UUID> ids = open.stream().map(Attempt::attemptId).toList();
        List<Bytes32> hashes = Sql.transaction(
                watch.dataSource(), connection -> watch.attempts().hashesOf(connection, ids));
        if (!hashes.isEmpty()) {
            List<Receipt> receipts = watch
                    .node()
                    .askAll(hashes.stream().map(Query::receipt).toList())
                    .stream()
                    .flatMap(Optional::stream)
                    .toList();
            evidence.record(receipts);
        }
        long count = watch.node()
                .transactionCount(lease.address(), BlockRef.Tag.LATEST)
                .longValueExact();
        boolean whole = fillGaps(lease, count, latest);
        watch.reopened().run();
        return whole;
    }

    private boolean fillGaps(Lease lease, long count, Block latest) throws SQLException {
        Optional<Fees> fees = limits.offer().at(latest.baseFeePerGas());
        List<Long> missing = Sql.transaction(watch.dataSource(), connection -> {
            if (lanes.raiseNonce(connection, lease, count)) {
                LOG.warnf("lane %s goes on at nonce %d, where the chain is", lease.address(), count);
            }
            List<Long> nonces = watch.attempts().missingNonces(connection, lease, count, limits.attemptsMax());
            if (fees.isPresent()) {
                watch.attempts().requireHeld(connection, List.of(lease));
                var fillers = nonces.stream()
                        .map(nonce -> new Allotment(lease, nonce, List.of()))
                        .toList();
                watch.attempts().insertAll(connection, fillers, limits.gas(), fees.get());
            }
            return nonces;
        });
        if (!missing.isEmpty()) {
            LOG.warnf("lane %s: %d nonces without an attempt are to be filled", lease.address(), missing.size());
        }
        return missing.isEmpty() || fees.isPresent();
    }

    private void watchBalances(List<Lease> held, Block latest) throws SQLException {
        List<BigInteger> balances = watch.node()
                .askAll(held.stream()
                        .map(lease -> Query.balance(lease.address(), BlockRef.Tag.LATEST))
                        .toList());
        BigInteger needed = limits.offer()
                .at(latest.baseFeePerGas())
                .map(fees -> fees.maxFeePerGas().multiply(BigInteger.valueOf(limits.gasMax())))
                .orElse(limits.balanceMin())
                .max(limits.balanceMin());
        for (int i = 0; i < held.size(); i++) {
            Lease lease = held.get(i);
            BigInteger balance = balances.get(i);
            Sql.transaction(watch.dataSource(), connection -> {
                if (balance.compareTo(limits.balanceMin()) < 0) {
                    return lanes.quarantine(connection, lease, LaneSender.INSUFFICIENT_FUNDS);
                }
                return balance.compareTo(needed) >= 0 && lanes.heal(connection, lease, LaneSender.INSUFFICIENT_FUNDS);
            });
        }
        lowestBalance = balances.stream().min(BigInteger::compareTo);
    }
}
