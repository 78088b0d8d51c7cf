package dev.quittance.worker.attempt;

import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.sql.Sql;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Rows of {@code funding}, each with its attempt. */
public final class FundingStore {
    /** Replicas decide one after the other, so that none passes what is left of the day. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('funding', ?))";

    private static final String MAY_FUND = """
            select coalesce(sum(value) filter (where f.ended is distinct from 'refused'), 0) + ? <= ?
                and count(*) filter (where f.ended = 'wasted') < ?
                and not exists (select 1 from funding o where o.payment_id = ?)
                and not exists (select 1 from funding o where o.chain_id = ? and o.payer = ?
                    and (o.ended is null or o.ended = 'wasted'))
            from funding f where f.chain_id = ? and f.created_at > clock_timestamp() - interval '1 day'
            """;
    private static final String INSERT_ATTEMPT = """
            insert into attempt (attempt_id, lane_id, transaction_nonce, gas_limit, max_fee_per_gas,
                max_priority_fee_per_gas, filler)
            values (?, ?, ?, ?, ?, ?, false)
            """;
    private static final String INSERT = """
            insert into funding (attempt_id, payment_id, chain_id, token, payer, raw_transaction, value)
            values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String END = """
            update funding f set ended = case
                when a.filler then 'refused' when s.preparation = 'done' then 'used' else 'wasted' end
            from settlement s, attempt a
            where f.chain_id = ? and f.ended is null and s.payment_id = f.payment_id and a.attempt_id = f.attempt_id
                and (a.filler or s.preparation in ('done', 'failed')
                    or s.state not in ('queued', 'submitting', 'broadcast'))
            """;

    /**
     * How much is given.
     *
     * @param max wei for one transaction; 0 when nothing is
     * @param perDay wei of a day
     * @param wastedMax fundings of a day that came to nothing, after which there are no more
     */
    public record Limits(BigInteger max, BigInteger perDay, int wastedMax) {}

    /** Keeps other replicas from funding until this transaction ends. */
    public void lock(Connection connection, long chainId) throws SQLException {
        try (var statement = Sql.prepare(connection, LOCK, chainId)) {
            statement.execute();
        }
    }

    /** Whether a payer may be sent wei, by what was sent in the last 24 hours. */
    public boolean mayFund(Connection connection, Settlement settlement, BigInteger value, Limits limits)
            throws SQLException {
        long chainId = settlement.payment().asset().chainId();
        try (var statement = Sql.prepare(
                        connection,
                        MAY_FUND,
                        value,
                        limits.perDay(),
                        limits.wastedMax(),
                        settlement.paymentId(),
                        chainId,
                        settlement.payment().terms().payer(),
                        chainId);
                var rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** Gives a funding its nonce of a lane; what is sent is signed and stored like every attempt. */
    public void insert(
            Connection connection, Lease lease, long nonce, Fees fees, Settlement settlement, Funding funding)
            throws SQLException {
        UUID attemptId = UUID.randomUUID();
        Sql.update(
                connection,
                INSERT_ATTEMPT,
                attemptId,
                lease.laneId(),
                nonce,
                Funding.GAS,
                fees.maxFeePerGas(),
                fees.maxPriorityFeePerGas());
        Sql.update(
                connection,
                INSERT,
                attemptId,
                settlement.paymentId(),
                settlement.payment().asset().chainId(),
                funding.asset(),
                funding.payer(),
                funding.transaction(),
                funding.value());
    }

    /** Ends what came to something, or never will. */
    public int end(Connection connection, long chainId) throws SQLException {
        return Sql.update(connection, END, chainId);
    }
}
