package dev.quittance.worker.attempt;

import dev.quittance.evm.rpc.Block;
import dev.quittance.worker.lane.LaneKeeper;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gives settlements their attempt: the shallowest lane's next nonce, gas by formula, fees by the head's base fee. */
public final class Allotter {
    /**
     * Bounds of attempts.
     *
     * @param tip priority fee, wei per gas
     * @param feeCeiling most that is ever offered, wei per gas
     * @param inFlightMax attempts under way on one lane
     * @param attemptsMax attempts that one settlement gets
     */
    public record Limits(BigInteger tip, BigInteger feeCeiling, GasLimits gas, int inFlightMax, int attemptsMax) {}

    private final LaneKeeper keeper;
    private final LaneStore lanes;
    private final AttemptStore attempts;
    private final Limits limits;

    public Allotter(LaneKeeper keeper, LaneStore lanes, AttemptStore attempts, Limits limits) {
        this.keeper = keeper;
        this.lanes = lanes;
        this.attempts = attempts;
        this.limits = limits;
    }

    /** Whether an attempt at this chain time can succeed: the next block's time is later, and must lie in the window. */
    public boolean mayStart(Settlement settlement, Block head) {
        BigInteger now = BigInteger.valueOf(head.timestamp());
        return settlement.attempts() < limits.attemptsMax()
                && settlement.authorization().validAfter().compareTo(now) < 0
                && settlement.authorization().validBefore().compareTo(now) > 0;
    }

    public int attemptsMax() {
        return limits.attemptsMax();
    }

    /**
     * Adds an attempt for the settlements in the caller's transaction; they must be queued and locked by it.
     *
     * @return the lane; empty when none has room or the fees are above the ceiling, and then the settlements stay queued
     */
    public Optional<Lease> allot(Connection connection, List<Settlement> members, Block head) throws SQLException {
        Optional<Fees> fees = Fees.of(head.baseFeePerGas(), limits.tip(), limits.feeCeiling());
        if (fees.isEmpty()) {
            return Optional.empty();
        }
        Optional<Lease> lane = lanes.shallowest(connection, keeper.held(), limits.inFlightMax());
        if (lane.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong nonce = lanes.takeNonce(connection, lane.get());
        if (nonce.isEmpty()) {
            return Optional.empty();
        }
        long gasLimit = limits.gas().of(members.size());
        attempts.insert(connection, lane.get(), nonce.getAsLong(), gasLimit, fees.get(), members);
        return lane;
    }
}
