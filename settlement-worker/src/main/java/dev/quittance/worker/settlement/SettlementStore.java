package dev.quittance.worker.settlement;

import dev.quittance.events.MalformedEventException;
import dev.quittance.events.Outbox;
import dev.quittance.events.Topics;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.settlement.SettlementMachine.Effect;
import dev.quittance.worker.settlement.SettlementStep.Allotted;
import dev.quittance.worker.settlement.SettlementStep.AttemptEnded;
import dev.quittance.worker.settlement.SettlementStep.Dead;
import dev.quittance.worker.settlement.SettlementStep.Finalized;
import dev.quittance.worker.settlement.SettlementStep.Proved;
import dev.quittance.worker.settlement.SettlementStep.Reorged;
import dev.quittance.worker.settlement.SettlementStep.Safe;
import dev.quittance.worker.settlement.SettlementStep.Sent;
import dev.quittance.worker.sql.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rows of {@code settlement}; each change of state writes its outbox row in the same transaction. */
public final class SettlementStore {
    private static final String LOCK = """
            select * from settlement where payment_id = any(?) order by payment_id for update
            """;
    private static final String LOCK_QUEUED = """
            select s.*, extract(epoch from clock_timestamp() - created_at) * 1000 as waited from settlement s
            where state = 'queued' and chain_id = ? and attempts < ?
                and valid_after < ? and valid_before > ? and (sender is null or sender = any(?))
                and (preparation is null or preparation = 'done')
            order by created_at limit ? for update skip locked
            """;
    private static final String TAKE_STALE = """
            update settlement set reconciled_at = clock_timestamp() where payment_id in (
                select payment_id from settlement s
                where state in ('queued', 'submitting', 'broadcast') and chain_id = ?
                    and reconciled_at <= clock_timestamp() - ? * interval '1 millisecond'
                    and not exists (select 1 from attempt_member m join attempt a using (attempt_id)
                        where m.payment_id = s.payment_id and m.live and a.lane_id <> all(?))
                order by reconciled_at limit ? for update skip locked)
            returning *
            """;
    private static final String BACKLOG = """
            select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from settlement
            where state in ('queued', 'submitting', 'broadcast') and chain_id = ?
            """;
    private static final String OPEN = """
            select exists (
                select 1 from settlement where state in ('queued', 'submitting', 'broadcast') and chain_id = ?)
            """;
    private static final String APPLY = """
            update settlement s set state = c.state, attempts = s.attempts + c.attempts,
                sequence = s.sequence + c.announced, transaction_hash = coalesce(c.transaction, s.transaction_hash),
                block_number = c.block_number, block_hash = c.block_hash, log_index = c.log_index,
                failure_reason = c.reason
            from unnest(?::uuid[], ?::text[], ?::int[], ?::int[], ?::bytea[], ?::bigint[], ?::bytea[], ?::bigint[],
                ?::text[])
                as c(payment_id, state, attempts, announced, transaction, block_number, block_hash, log_index, reason)
            where s.payment_id = c.payment_id
            returning s.state, extract(epoch from clock_timestamp() - s.created_at)
            """;

    private final SettlementRows rows;
    private final Outcomes outcomes;
    private final Reached reached;

    /** Told of each new state of a settlement, and how long after its acceptance; the transaction may yet be undone. */
    @FunctionalInterface
    public interface Reached {
        void reached(SettlementState state, double secondsSinceAccepted);
    }

    public SettlementStore(SettlementRows rows, Outcomes outcomes) {
        this(rows, outcomes, (_, _) -> {});
    }

    public SettlementStore(SettlementRows rows, Outcomes outcomes, Reached reached) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.reached = reached;
    }

    /**
     * Adds settlements in state {@code queued}; those that are there already stay as they are.
     *
     * @param newestBlock stands for the head of requests that name none
     * @return how many were added
     * @throws MalformedEventException when another payment holds an authorization
     */
    public int insert(Connection connection, long chainId, List<SettlementRequest> requests, long newestBlock)
            throws SQLException {
        return rows.insert(connection, chainId, requests, newestBlock);
    }

    private static <T> Array column(Connection connection, String type, List<T> rows, Function<T, Object> value)
            throws SQLException {
        return Sql.array(connection, type, rows.stream().map(value).toList());
    }

    /** Whether any settlement waits for its proof. */
    public boolean anyOpen(Connection connection, long chainId) throws SQLException {
        try (var statement = Sql.prepare(connection, OPEN, chainId);
                var rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /**
     * Locks settlements that may start now: not yet tried too often, valid at this chain time (seconds), for one of these
     * lanes to send, and with nothing left for the payer to prepare.
     */
    public Queue lockQueued(
            Connection connection, long chainId, int attemptsMax, long chainTime, Collection<Address> lanes, int limit)
            throws SQLException {
        try (var statement = Sql.prepare(
                        connection,
                        LOCK_QUEUED,
                        chainId,
                        attemptsMax,
                        chainTime,
                        chainTime,
                        Sql.addresses(connection, lanes),
                        limit);
                var found = statement.executeQuery()) {
            var settlements = new ArrayList<Settlement>();
            Duration waited = Duration.ZERO;
            while (found.next()) {
                if (settlements.isEmpty()) {
                    waited = Duration.ofMillis(found.getLong("waited"));
                }
                settlements.add(read(found));
            }
            return new Queue(settlements, waited);
        }
    }

    /**
     * Settlements that wait for an attempt.
     *
     * @param waited how long the first has waited
     */
    public record Queue(List<Settlement> settlements, Duration waited) {}

    /**
     * Takes open settlements that nobody has looked at for so long; the next caller gets others. One under way on another lane
     * than these is left to the worker that holds it.
     */
    public List<Settlement> takeStale(
            Connection connection, long chainId, Duration age, Collection<Long> lanes, int limit) throws SQLException {
        return all(Sql.prepare(connection, TAKE_STALE, chainId, age.toMillis(), Sql.longs(connection, lanes), limit));
    }

    public Backlog backlog(Connection connection, long chainId) throws SQLException {
        try (var statement = Sql.prepare(connection, BACKLOG, chainId);
                var rows = statement.executeQuery()) {
            return rows.next() ? new Backlog(rows.getLong(1), rows.getDouble(2)) : Backlog.NONE;
        }
    }

    /** See {@link #applyAll}, for one. */
    public boolean apply(Connection connection, UUID paymentId, SettlementStep step) throws SQLException {
        return !applyAll(connection, Map.of(paymentId, step)).isEmpty();
    }

    /**
     * Applies steps under the rows' locks, as the machine says, and announces them where the machine says so.
     *
     * @return the settlements that the step changed
     */
    public Set<UUID> applyAll(Connection connection, Map<UUID, ? extends SettlementStep> steps) throws SQLException {
        if (steps.isEmpty()) {
            return Set.of();
        }
        var changes = new ArrayList<Change>();
        for (Settlement settlement : all(Sql.prepare(connection, LOCK, Sql.uuids(connection, steps.keySet())))) {
            SettlementStep step = Objects.requireNonNull(steps.get(settlement.paymentId()));
            SettlementMachine.step(settlement.state(), step)
                    .ifPresent(transition -> changes.add(new Change(settlement, step, transition)));
        }
        if (changes.isEmpty()) {
            return Set.of();
        }
        write(connection, changes);
        List<Change> announced = changes.stream().filter(Change::announced).toList();
        Outbox.appendAll(
                connection,
                Topics.SETTLEMENT_OUTCOMES,
                announced.stream()
                        .map(change -> outcomes.of(
                                change.settlement(), change.settlement().sequence() + 1, change.step()))
                        .toList());
        announced.forEach(
                change -> Trace.log(change.settlement(), change.transition().to()));
        return changes.stream().map(change -> change.settlement().paymentId()).collect(Collectors.toSet());
    }

    private void write(Connection connection, List<Change> changes) throws SQLException {
        PreparedStatement applying = Sql.prepare(
                connection,
                APPLY,
                column(
                        connection,
                        "uuid",
                        changes,
                        change -> change.settlement().paymentId()),
                column(
                        connection,
                        "text",
                        changes,
                        change -> change.transition().to().sql()),
                column(connection, "int", changes, change -> change.step() instanceof Allotted ? 1 : 0),
                column(connection, "int", changes, change -> change.announced() ? 1 : 0),
                column(connection, "bytea", changes, change -> transactionOf(change.step())),
                column(connection, "bigint", changes, change -> change.proof().map(Proof::blockNumber)),
                column(connection, "bytea", changes, change -> change.proof().map(Proof::blockHash)),
                column(connection, "bigint", changes, change -> change.proof().map(Proof::logIndex)),
                column(
                        connection,
                        "text",
                        changes,
                        change -> change.step() instanceof Dead dead
                                ? Optional.of(dead.reason().wire())
                                : Optional.empty()));
        try (applying;
                ResultSet applied = applying.executeQuery()) {
            while (applied.next()) {
                reached.reached(SettlementState.ofSql(applied.getString(1)), applied.getDouble(2));
            }
        }
    }

    private record Change(Settlement settlement, SettlementStep step, SettlementMachine.Transition transition) {
        boolean announced() {
            return transition.effect() == Effect.ANNOUNCE;
        }

        Optional<Proof> proof() {
            return switch (step) {
                case Proved proved -> Optional.of(proved.proof());
                case Safe _, Finalized _ -> settlement.proof();
                case Allotted _, Sent _, Reorged _, AttemptEnded _, Dead _ -> Optional.empty();
            };
        }
    }

    private static Optional<Bytes32> transactionOf(SettlementStep step) {
        return switch (step) {
            case Sent sent -> Optional.of(sent.transaction());
            case Proved proved -> Optional.of(proved.proof().transaction());
            case Dead dead -> dead.transaction();
            case Allotted _, AttemptEnded _, Safe _, Finalized _, Reorged _ -> Optional.empty();
        };
    }

    private List<Settlement> all(PreparedStatement statement) throws SQLException {
        try (statement;
                ResultSet found = statement.executeQuery()) {
            var settlements = new ArrayList<Settlement>();
            while (found.next()) {
                settlements.add(read(found));
            }
            return settlements;
        }
    }

    /** See {@link SettlementRows#read}. */
    public Settlement read(ResultSet row) throws SQLException {
        return rows.read(row);
    }
}
