package dev.quittance.worker.prepare;

import dev.quittance.evm.rpc.Block;
import dev.quittance.schemes.payment.Preparation;
import dev.quittance.worker.attempt.Fees;
import dev.quittance.worker.attempt.Funding;
import dev.quittance.worker.attempt.FundingStore;
import dev.quittance.worker.chain.Head;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.Trace;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Sends payers the wei that their own transactions lack for gas: as one more attempt of a lane, stored before it is sent and
 * brought back after a reorganisation like every other. Whether it arrived is what the next look at the payer's balance says.
 */
public final class Fundings {
    private static final Logger LOG = Logger.getLogger(Fundings.class);

    /**
     * Bounds.
     *
     * @param lifeMin time that the payment must have left
     * @param inFlightMax attempts under way on one lane
     */
    public record Limits(FundingStore.Limits gives, Duration lifeMin, int inFlightMax, Fees.Offer offer) {}

    /** A payer's lack, in wei. */
    record Lack(Settlement settlement, Preparation preparation, BigInteger value) {}

    private final DataSource dataSource;
    private final long chainId;
    private final Head head;
    private final LaneKeeper keeper;
    private final LaneStore lanes;
    private final FundingStore store = new FundingStore();
    private final Limits limits;
    private final Consumer<Set<Long>> allotted;

    /**
     * Prepares fundings.
     *
     * @param allotted told after a commit which lanes have attempts to be signed
     */
    public Fundings(
            DataSource dataSource,
            long chainId,
            Head head,
            LaneKeeper keeper,
            LaneStore lanes,
            Limits limits,
            Consumer<Set<Long>> allotted) {
        this.dataSource = dataSource;
        this.chainId = chainId;
        this.head = head;
        this.keeper = keeper;
        this.lanes = lanes;
        this.limits = limits;
        this.allotted = allotted;
    }

    boolean isOn() {
        return limits.gives().max().signum() > 0;
    }

    /** Ends what earlier fundings came to, then gives what is lacking as far as the limits go. */
    void fund(List<Lack> lacks) throws SQLException {
        Optional<Block> newest = head.block();
        Optional<Fees> fees = newest.flatMap(block -> limits.offer().at(block.baseFeePerGas()));
        var used = new TreeSet<Long>();
        Sql.transaction(dataSource, connection -> {
            store.end(connection, chainId);
            if (fees.isPresent() && !lacks.isEmpty()) {
                used.addAll(fund(connection, lacks, newest.get().timestamp(), fees.get()));
            }
            return used;
        });
        if (!used.isEmpty()) {
            allotted.accept(used);
        }
    }

    private Set<Long> fund(Connection connection, List<Lack> lacks, long chainTime, Fees fees) throws SQLException {
        store.lock(connection, chainId);
        List<Lease> leases = keeper.adopted();
        lanes.lock(connection, leases);
        var used = new TreeSet<Long>();
        for (Lack lack : lacks) {
            if (!isWorthwhile(lack, chainTime)
                    || !store.mayFund(connection, lack.settlement(), lack.value(), limits.gives())) {
                continue;
            }
            Optional<Lease> lease = shallowest(leases, lanes.depths(connection, leases));
            OptionalLong nonce = lease.isPresent() ? lanes.takeNonce(connection, lease.get()) : OptionalLong.empty();
            if (nonce.isEmpty()) {
                break;
            }
            store.insert(connection, lease.get(), nonce.getAsLong(), fees, lack.settlement(), funding(lack));
            used.add(lease.get().laneId());
            Trace.of(
                    List.of(lack.settlement()),
                    () -> LOG.infof(
                            "payment %s: its payer gets %s wei for gas",
                            lack.settlement().paymentId(), lack.value()));
        }
        return used;
    }

    /** What was spent since it was granted is not replaced. */
    private boolean isWorthwhile(Lack lack, long chainTime) {
        BigInteger end = BigInteger.valueOf(chainTime + limits.lifeMin().toSeconds());
        return lack.value().compareTo(lack.preparation().granted()) <= 0
                && lack.value().compareTo(limits.gives().max()) <= 0
                && end.compareTo(lack.settlement().payment().terms().validBefore()) <= 0;
    }

    private Optional<Lease> shallowest(List<Lease> leases, Map<Long, Integer> depths) {
        return leases.stream()
                .filter(lease -> depths.getOrDefault(lease.laneId(), limits.inFlightMax()) < limits.inFlightMax())
                .min(Comparator.comparing(lease -> depths.getOrDefault(lease.laneId(), 0)));
    }

    private static Funding funding(Lack lack) {
        var payment = lack.settlement().payment();
        return new Funding(
                payment.asset().address(),
                payment.terms().payer(),
                lack.preparation().transaction().raw(),
                lack.value());
    }
}
