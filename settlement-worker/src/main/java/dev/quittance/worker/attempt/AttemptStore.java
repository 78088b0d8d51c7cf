package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.Attempt.Signed;
import dev.quittance.worker.attempt.AttemptMachine.Effect;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code attempt}, its members and signed bytes. Every change asks the database whether the lease still holds. */
public final class AttemptStore {
    private static final String INSERT = """
            insert into attempt (attempt_id, lane_id, transaction_nonce, gas_limit, max_fee_per_gas,
                max_priority_fee_per_gas)
            values (?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_MEMBER = """
            insert into attempt_member (attempt_id, position, payment_id) values (?, ?, ?)
            """;
    private static final String INSERT_SIGNED = """
            insert into signed_transaction (transaction_hash, attempt_id, raw_transaction, max_fee_per_gas)
            values (?, ?, ?, ?) on conflict do nothing
            """;
    private static final String LOCK_STATE = "select state from attempt where attempt_id = ? for update";
    private static final String APPLY = """
            update attempt set state = ?, block_number = ?, block_hash = ? where attempt_id = ?
            """;
    private static final String NOTE_SENT = """
            update attempt set last_sent_at = clock_timestamp() where attempt_id = ?
            """;
    private static final String RELEASE_MEMBERS = """
            update attempt_member set live = false where attempt_id = ? returning payment_id
            """;
    private static final String SELECT = """
            select a.*, l.address as lane_address, t.transaction_hash, t.raw_transaction
            from attempt a
            join lane l using (lane_id)
            left join lateral (
                select * from signed_transaction s where s.attempt_id = a.attempt_id
                order by s.max_fee_per_gas desc limit 1) t on true
            """;
    private static final String TO_SEND = SELECT + """
            where a.lane_id = ? and (a.state = 'allotted' or a.state in ('signed', 'sent')
                and coalesce(a.last_sent_at, '-infinity') <= clock_timestamp() - ? * interval '1 millisecond')
            order by a.transaction_nonce limit ?
            """;
    private static final String OPEN_OF_LANE =
            SELECT + "where a.lane_id = ? and a.state <> 'closed' order by a.transaction_nonce limit ?";
    private static final String LIVE_OF_PAYMENT = SELECT + """
            join attempt_member m on m.attempt_id = a.attempt_id
            where m.payment_id = ? and m.live
            """;
    private static final String BY_HASH = SELECT + """
            where a.attempt_id in (
                select attempt_id from signed_transaction where transaction_hash = any(?))
            order by a.attempt_id
            """;
    private static final String MEMBERS = """
            select s.* from attempt_member m join settlement s using (payment_id)
            where m.attempt_id = ? order by m.position
            """;
    private static final String HASHES = """
            select transaction_hash from signed_transaction where attempt_id = ?
            """;

    private static final String HASHES_OF_PAYMENT = """
            select t.transaction_hash from signed_transaction t join attempt_member m using (attempt_id)
            where m.payment_id = ?
            """;

    private final LaneStore lanes;
    private final SettlementStore settlements;

    public AttemptStore(LaneStore lanes, SettlementStore settlements) {
        this.lanes = lanes;
        this.settlements = settlements;
    }

    /** Adds an attempt with its members, whose settlements step forward with it. */
    public UUID insert(
            Connection connection, Lease lease, long nonce, long gasLimit, Fees fees, List<Settlement> members)
            throws SQLException {
        UUID attemptId = UUID.randomUUID();
        Sql.update(
                connection,
                INSERT,
                attemptId,
                lease.laneId(),
                nonce,
                gasLimit,
                fees.maxFeePerGas(),
                fees.maxPriorityFeePerGas());
        for (int position = 0; position < members.size(); position++) {
            UUID paymentId = members.get(position).paymentId();
            Sql.update(connection, INSERT_MEMBER, attemptId, position, paymentId);
            settlements.apply(connection, paymentId, new SettlementStep.Allotted());
        }
        return attemptId;
    }

    /** Stores what the signer gave; these bytes may be sent once the transaction has committed. */
    public void storeSigned(Connection connection, Lease lease, Attempt attempt, SignedTransaction signed)
            throws SQLException {
        Sql.update(
                connection,
                INSERT_SIGNED,
                signed.hash(),
                attempt.attemptId(),
                signed.raw().toByteArray(),
                signed.transaction().maxFeePerGas());
        apply(connection, lease, attempt.attemptId(), AttemptStep.SIGNED, Optional.empty());
    }

    /** See {@link LaneStore#requireHeld}. */
    public void requireHeld(Connection connection, Lease lease) throws SQLException {
        lanes.requireHeld(connection, lease);
    }

    /** Notes when the bytes were last handed to a node, whatever it said. */
    public void noteSent(Connection connection, Lease lease, Attempt attempt) throws SQLException {
        lanes.requireHeld(connection, lease);
        Sql.update(connection, NOTE_SENT, attempt.attemptId());
    }

    /**
     * Applies a step under the row's lock, as the machine says.
     *
     * @param block where the attempt is included, if the step says so
     * @return whether the step changed anything
     */
    public boolean apply(Connection connection, Lease lease, UUID attemptId, AttemptStep step, Optional<BlockId> block)
            throws SQLException {
        lanes.requireHeld(connection, lease);
        var transition = AttemptMachine.step(lockState(connection, attemptId), step);
        if (transition.isEmpty()) {
            return false;
        }
        Sql.update(
                connection,
                APPLY,
                transition.get().to().sql(),
                block.map(BlockId::number),
                block.map(BlockId::hash),
                attemptId);
        if (transition.get().effect() == Effect.RELEASE_MEMBERS) {
            releaseMembers(connection, attemptId);
        }
        return true;
    }

    /** Attempts of a lane that want to be signed, sent, or sent again after a while, lowest nonce first. */
    public List<Attempt> toSend(Connection connection, Lease lease, Duration resendAfter, int limit)
            throws SQLException {
        return all(connection, Sql.prepare(connection, TO_SEND, lease.laneId(), resendAfter.toMillis(), limit));
    }

    /** Attempts of a lane whose nonce is not known to be used up for good, lowest nonce first. */
    public List<Attempt> openOf(Connection connection, Lease lease, int limit) throws SQLException {
        return all(connection, Sql.prepare(connection, OPEN_OF_LANE, lease.laneId(), limit));
    }

    /** The one attempt that carries a payment now. */
    public Optional<Attempt> liveOf(Connection connection, UUID paymentId) throws SQLException {
        return all(connection, Sql.prepare(connection, LIVE_OF_PAYMENT, paymentId)).stream()
                .findFirst();
    }

    /** Attempts that one of these transactions belongs to. */
    public List<Attempt> byHash(Connection connection, Collection<Bytes32> hashes) throws SQLException {
        return all(connection, Sql.prepare(connection, BY_HASH, Sql.words(connection, hashes)));
    }

    /** Every transaction that was signed for an attempt; any of them may be the one that is included. */
    public List<Bytes32> hashesOf(Connection connection, UUID attemptId) throws SQLException {
        return hashes(Sql.prepare(connection, HASHES, attemptId));
    }

    /** Every transaction that was ever signed to carry a payment. */
    public List<Bytes32> hashesOfPayment(Connection connection, UUID paymentId) throws SQLException {
        return hashes(Sql.prepare(connection, HASHES_OF_PAYMENT, paymentId));
    }

    private static List<Bytes32> hashes(PreparedStatement statement) throws SQLException {
        try (statement;
                var rows = statement.executeQuery()) {
            var hashes = new ArrayList<Bytes32>();
            while (rows.next()) {
                hashes.add(Sql.word(rows, "transaction_hash"));
            }
            return hashes;
        }
    }

    private static AttemptState lockState(Connection connection, UUID attemptId) throws SQLException {
        try (var statement = Sql.prepare(connection, LOCK_STATE, attemptId);
                var rows = statement.executeQuery()) {
            if (!rows.next()) {
                throw new SQLException("attempt " + attemptId + " is missing");
            }
            return AttemptState.ofSql(rows.getString(1));
        }
    }

    private void releaseMembers(Connection connection, UUID attemptId) throws SQLException {
        var released = new ArrayList<UUID>();
        try (var statement = Sql.prepare(connection, RELEASE_MEMBERS, attemptId);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                released.add(rows.getObject(1, UUID.class));
            }
        }
        released.sort(null);
        for (UUID paymentId : released) {
            settlements.apply(connection, paymentId, new SettlementStep.AttemptEnded());
        }
    }

    private static List<Attempt> all(Connection connection, PreparedStatement statement) throws SQLException {
        var attempts = new ArrayList<Attempt>();
        try (statement;
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                attempts.add(read(connection, rows));
            }
        }
        return attempts;
    }

    private static Attempt read(Connection connection, ResultSet row) throws SQLException {
        UUID attemptId = row.getObject("attempt_id", UUID.class);
        return new Attempt(
                attemptId,
                row.getLong("lane_id"),
                Sql.address(row, "lane_address"),
                row.getLong("transaction_nonce"),
                row.getLong("gas_limit"),
                new Fees(Sql.number(row, "max_fee_per_gas"), Sql.number(row, "max_priority_fee_per_gas")),
                AttemptState.ofSql(row.getString("state")),
                members(connection, attemptId),
                row.getBytes("transaction_hash") == null
                        ? Optional.empty()
                        : Optional.of(new Signed(
                                Sql.word(row, "transaction_hash"), Bytes.of(row.getBytes("raw_transaction")))),
                row.getBytes("block_hash") == null
                        ? Optional.empty()
                        : Optional.of(new BlockId(row.getLong("block_number"), Sql.word(row, "block_hash"))));
    }

    private static List<Settlement> members(Connection connection, UUID attemptId) throws SQLException {
        var members = new ArrayList<Settlement>();
        try (var statement = Sql.prepare(connection, MEMBERS, attemptId);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                members.add(SettlementStore.read(rows));
            }
        }
        return members;
    }
}
