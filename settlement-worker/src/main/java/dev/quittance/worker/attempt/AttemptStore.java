package dev.quittance.worker.attempt;

import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.AttemptMachine.Effect;
import dev.quittance.worker.attempt.AttemptMachine.Transition;
import dev.quittance.worker.lane.LaneStore;
import dev.quittance.worker.lane.Lease;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStep;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Rows of {@code attempt}, its members and signed bytes. Every change asks the database whether the lease still holds. */
public final class AttemptStore {
    private static final String INSERT = """
            insert into attempt (attempt_id, lane_id, transaction_nonce, gas_limit, max_fee_per_gas,
                max_priority_fee_per_gas, filler)
            select n.attempt_id, n.lane_id, n.nonce, n.gas_limit, ?, ?, ?
            from unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[])
                as n(attempt_id, lane_id, nonce, gas_limit)
            """;
    private static final String INSERT_MEMBERS = """
            insert into attempt_member (attempt_id, position, payment_id)
            select * from unnest(?::uuid[], ?::int[], ?::uuid[])
            """;
    private static final String INSERT_SIGNED = """
            insert into signed_transaction (transaction_hash, attempt_id, raw_transaction, max_fee_per_gas)
            select * from unnest(?::bytea[], ?::uuid[], ?::bytea[], ?::numeric[]) on conflict do nothing
            """;
    private static final String LOCK = """
            select attempt_id, state from attempt where attempt_id = any(?) order by attempt_id for update
            """;
    private static final String APPLY = """
            update attempt a set state = c.state,
                block_number = case when ? then a.block_number else c.block_number end,
                block_hash = case when ? then a.block_hash else c.block_hash end
            from unnest(?::uuid[], ?::text[], ?::bigint[], ?::bytea[])
                as c(attempt_id, state, block_number, block_hash)
            where a.attempt_id = c.attempt_id
            """;
    private static final String NOTE_SENT = """
            update attempt set last_sent_at = clock_timestamp() where attempt_id = any(?)
            """;
    private static final String SEND_AGAIN = """
            update attempt set last_sent_at = null where lane_id = any(?) and state in ('signed', 'sent')
            """;
    private static final String PRICE = """
            update attempt set max_fee_per_gas = ?, max_priority_fee_per_gas = ?, priced_at = clock_timestamp(),
                filler = filler or ?
            where attempt_id = ? and state in ('allotted', 'signed', 'sent')
            """;
    private static final String RELEASE_MEMBERS = """
            update attempt_member set live = false where attempt_id = any(?) and live returning payment_id
            """;
    private static final String TAKE_MEMBERS_BACK = """
            update attempt_member m set live = true from settlement s
            where m.attempt_id = any(?) and s.payment_id = m.payment_id and s.state = 'submitting'
                and not exists (select 1 from attempt_member o where o.payment_id = m.payment_id and o.live)
            """;
    private static final String TO_SEND = AttemptRows.SELECT + """
            where a.lane_id = ? and a.state in ('allotted', 'signed', 'sent')
                and (a.state = 'allotted' or t.max_fee_per_gas is distinct from a.max_fee_per_gas
                    or coalesce(a.last_sent_at, '-infinity') <= clock_timestamp() - ? * interval '1 millisecond')
            order by a.transaction_nonce limit ?
            """;
    private static final String STUCK = AttemptRows.SELECT + """
            where a.lane_id = ? and a.state = 'sent'
                and a.priced_at <= clock_timestamp() - ? * interval '1 millisecond'
            order by a.transaction_nonce limit ?
            """;
    private static final String OPEN_OF_LANE = AttemptRows.SELECT + """
            where a.lane_id = ? and a.state in ('allotted', 'signed', 'sent') order by a.transaction_nonce limit ?
            """;
    private static final String LIVE_OF_PAYMENT = AttemptRows.SELECT + """
            join attempt_member m on m.attempt_id = a.attempt_id
            where m.payment_id = ? and m.live
            """;
    private static final String HASHES = """
            select transaction_hash from signed_transaction where attempt_id = any(?)
            """;
    private static final String HASHES_OF_PAYMENTS = """
            select distinct t.transaction_hash from signed_transaction t join attempt_member m using (attempt_id)
            where m.payment_id = any(?)
            """;
    private static final String MISSING_NONCES = """
            select n from generate_series(?, (select next_nonce - 1 from lane where lane_id = ?)) n
            where not exists (select 1 from attempt a where a.lane_id = ? and a.transaction_nonce = n)
            order by n limit ?
            """;

    private final LaneStore lanes;
    private final SettlementStore settlements;

    public AttemptStore(LaneStore lanes, SettlementStore settlements) {
        this.lanes = lanes;
        this.settlements = settlements;
    }

    /** A nonce of a lane, and what it is allotted to. */
    public record Allotment(Lease lease, long nonce, List<Settlement> members) {
        /** Copies the members. */
        public Allotment {
            members = List.copyOf(members);
        }
    }

    /** Adds attempts with their members, whose settlements step forward with them. An attempt without members is a filler. */
    public void insertAll(Connection connection, List<Allotment> allotments, GasLimits gas, Fees fees)
            throws SQLException {
        var ids = new ArrayList<UUID>();
        var positions = new ArrayList<Integer>();
        var members = new ArrayList<UUID>();
        var owners = new ArrayList<UUID>();
        for (Allotment allotment : allotments) {
            UUID attemptId = UUID.randomUUID();
            ids.add(attemptId);
            for (int position = 0; position < allotment.members().size(); position++) {
                owners.add(attemptId);
                positions.add(position);
                members.add(allotment.members().get(position).paymentId());
            }
        }
        if (ids.isEmpty()) {
            return;
        }
        Sql.update(
                connection,
                INSERT,
                fees.maxFeePerGas(),
                fees.maxPriorityFeePerGas(),
                members.isEmpty(),
                Sql.uuids(connection, ids),
                Sql.longs(
                        connection,
                        allotments.stream().map(each -> each.lease().laneId()).toList()),
                Sql.longs(connection, allotments.stream().map(Allotment::nonce).toList()),
                Sql.longs(
                        connection,
                        allotments.stream().map(each -> gas.of(each.members())).toList()));
        Sql.update(
                connection,
                INSERT_MEMBERS,
                Sql.uuids(connection, owners),
                Sql.array(connection, "int", positions),
                Sql.uuids(connection, members));
        settlements.applyAll(connection, steps(members, new SettlementStep.Allotted()));
    }

    /** Stores what the signer gave; these bytes may be sent once the transaction has committed. */
    public void storeSigned(Connection connection, Lease lease, Map<Attempt, SignedTransaction> signed)
            throws SQLException {
        lanes.requireHeld(connection, List.of(lease));
        List<Attempt> attempts = List.copyOf(signed.keySet());
        List<SignedTransaction> transactions =
                attempts.stream().map(signed::get).toList();
        List<UUID> ids = attempts.stream().map(Attempt::attemptId).toList();
        Sql.update(
                connection,
                INSERT_SIGNED,
                Sql.array(
                        connection,
                        "bytea",
                        transactions.stream().map(SignedTransaction::hash).toList()),
                Sql.uuids(connection, ids),
                Sql.array(
                        connection,
                        "bytea",
                        transactions.stream().map(SignedTransaction::raw).toList()),
                Sql.array(
                        connection,
                        "numeric",
                        transactions.stream()
                                .map(each -> each.transaction().maxFeePerGas())
                                .toList()));
        applyAll(connection, List.of(lease), ids, AttemptStep.SIGNED, Map.of());
    }

    /** Notes when bytes were last handed to a node, whatever it said. */
    public void noteSent(Connection connection, Lease lease, Collection<UUID> attemptIds) throws SQLException {
        lanes.requireHeld(connection, List.of(lease));
        Sql.update(connection, NOTE_SENT, Sql.uuids(connection, attemptIds));
    }

    /** Has everything of these lanes that no block holds sent again at once. */
    public void sendAgain(Connection connection, Collection<Lease> leases) throws SQLException {
        lanes.requireHeld(connection, leases);
        Sql.update(
                connection,
                SEND_AGAIN,
                Sql.longs(connection, leases.stream().map(Lease::laneId).toList()));
    }

    /** Sets higher fees, for which bytes are then to be signed: stored before, so that asking again asks for the same. */
    public void price(Connection connection, Lease lease, UUID attemptId, Fees fees) throws SQLException {
        lanes.requireHeld(connection, List.of(lease));
        Sql.update(connection, PRICE, fees.maxFeePerGas(), fees.maxPriorityFeePerGas(), false, attemptId);
    }

    /** Makes a filler of an attempt without bytes; its members may be carried by another attempt. */
    public void abandon(Connection connection, Lease lease, UUID attemptId, Fees fees) throws SQLException {
        if (!applyAll(connection, List.of(lease), List.of(attemptId), AttemptStep.ABANDONED, Map.of())
                .isEmpty()) {
            Sql.update(connection, PRICE, fees.maxFeePerGas(), fees.maxPriorityFeePerGas(), true, attemptId);
        }
    }

    /** See {@link LaneStore#requireHeld}. */
    public void requireHeld(Connection connection, Collection<Lease> leases) throws SQLException {
        lanes.requireHeld(connection, leases);
    }

    /**
     * Applies a step to attempts under the rows' locks, as the machine says.
     *
     * @param leases of all the lanes concerned
     * @param blocks where the attempts are included, if the step says so
     * @return the attempts that the step changed
     */
    public Set<UUID> applyAll(
            Connection connection,
            Collection<Lease> leases,
            Collection<UUID> attemptIds,
            AttemptStep step,
            Map<UUID, BlockId> blocks)
            throws SQLException {
        if (attemptIds.isEmpty()) {
            return Set.of();
        }
        lanes.requireHeld(connection, leases);
        Map<UUID, Transition> changes = transitions(connection, attemptIds, step);
        if (changes.isEmpty()) {
            return Set.of();
        }
        List<UUID> ids = changes.keySet().stream().sorted().toList();
        boolean keepsBlock = step == AttemptStep.FINALIZED;
        Sql.update(
                connection,
                APPLY,
                keepsBlock,
                keepsBlock,
                Sql.uuids(connection, ids),
                column(
                        connection,
                        "text",
                        ids,
                        id -> Objects.requireNonNull(changes.get(id)).to().sql()),
                column(
                        connection,
                        "bigint",
                        ids,
                        id -> Optional.ofNullable(blocks.get(id)).map(BlockId::number)),
                column(
                        connection,
                        "bytea",
                        ids,
                        id -> Optional.ofNullable(blocks.get(id)).map(BlockId::hash)));
        releaseMembers(connection, with(changes, Effect.RELEASE_MEMBERS::equals));
        List<UUID> revived = with(changes, Effect.TAKE_MEMBERS_BACK::equals);
        if (!revived.isEmpty()) {
            Sql.update(connection, TAKE_MEMBERS_BACK, Sql.uuids(connection, revived));
        }
        return changes.keySet();
    }

    private static java.sql.Array column(
            Connection connection, String type, List<UUID> ids, Function<UUID, Object> value) throws SQLException {
        return Sql.array(connection, type, ids.stream().map(value).toList());
    }

    private static List<UUID> with(Map<UUID, Transition> changes, Predicate<Effect> effect) {
        return changes.entrySet().stream()
                .filter(change -> effect.test(change.getValue().effect()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Map<UUID, Transition> transitions(
            Connection connection, Collection<UUID> attemptIds, AttemptStep step) throws SQLException {
        var transitions = new HashMap<UUID, Transition>();
        try (var statement = Sql.prepare(connection, LOCK, Sql.uuids(connection, attemptIds));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                UUID id = rows.getObject(1, UUID.class);
                AttemptMachine.step(AttemptState.ofSql(rows.getString(2)), step)
                        .ifPresent(transition -> transitions.put(id, transition));
            }
        }
        return transitions;
    }

    private void releaseMembers(Connection connection, List<UUID> attemptIds) throws SQLException {
        if (attemptIds.isEmpty()) {
            return;
        }
        var released = new ArrayList<UUID>();
        try (var statement = Sql.prepare(connection, RELEASE_MEMBERS, Sql.uuids(connection, attemptIds));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                released.add(rows.getObject(1, UUID.class));
            }
        }
        settlements.applyAll(connection, steps(released, new SettlementStep.AttemptEnded()));
    }

    private static Map<UUID, SettlementStep> steps(Collection<UUID> paymentIds, SettlementStep step) {
        return paymentIds.stream().collect(Collectors.toMap(id -> id, _ -> step));
    }

    /** Attempts of a lane that want to be signed, sent, or sent again after a while, lowest nonce first. */
    public List<Attempt> toSend(Connection connection, Lease lease, Duration resendAfter, int limit)
            throws SQLException {
        return AttemptRows.read(
                connection,
                Sql.prepare(connection, TO_SEND, lease.laneId(), resendAfter.toMillis(), limit),
                settlements);
    }

    /** Sent attempts of a lane that no block has taken for so long since their fees were set, lowest nonce first. */
    public List<Attempt> stuck(Connection connection, Lease lease, Duration age, int limit) throws SQLException {
        return AttemptRows.read(
                connection, Sql.prepare(connection, STUCK, lease.laneId(), age.toMillis(), limit), settlements);
    }

    /** Attempts of a lane that no block is known to hold, lowest nonce first. */
    public List<Attempt> openOf(Connection connection, Lease lease, int limit) throws SQLException {
        return AttemptRows.read(connection, Sql.prepare(connection, OPEN_OF_LANE, lease.laneId(), limit), settlements);
    }

    /** The one attempt that carries a payment now. */
    public Optional<Attempt> liveOf(Connection connection, UUID paymentId) throws SQLException {
        return AttemptRows.read(connection, Sql.prepare(connection, LIVE_OF_PAYMENT, paymentId), settlements).stream()
                .findFirst();
    }

    /** Every transaction that was signed for these attempts; any of them may be the one that is included. */
    public List<Bytes32> hashesOf(Connection connection, Collection<UUID> attemptIds) throws SQLException {
        return hashes(Sql.prepare(connection, HASHES, Sql.uuids(connection, attemptIds)));
    }

    /** Every transaction that was ever signed to carry one of these payments. */
    public List<Bytes32> hashesOfPayments(Connection connection, Collection<UUID> paymentIds) throws SQLException {
        return hashes(Sql.prepare(connection, HASHES_OF_PAYMENTS, Sql.uuids(connection, paymentIds)));
    }

    /** Nonces from the chain's count up to the lane's next that no attempt has. */
    public List<Long> missingNonces(Connection connection, Lease lease, long chainCount, int limit)
            throws SQLException {
        try (var statement =
                        Sql.prepare(connection, MISSING_NONCES, chainCount, lease.laneId(), lease.laneId(), limit);
                var rows = statement.executeQuery()) {
            var nonces = new ArrayList<Long>();
            while (rows.next()) {
                nonces.add(rows.getLong(1));
            }
            return nonces;
        }
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
}
