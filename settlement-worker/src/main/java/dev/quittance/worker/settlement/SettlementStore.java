package dev.quittance.worker.settlement;

import dev.quittance.events.MalformedEventException;
import dev.quittance.events.Outbox;
import dev.quittance.events.Topics;
import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.worker.settlement.SettlementMachine.Effect;
import dev.quittance.worker.settlement.SettlementStep.Allotted;
import dev.quittance.worker.settlement.SettlementStep.AttemptEnded;
import dev.quittance.worker.settlement.SettlementStep.Dead;
import dev.quittance.worker.settlement.SettlementStep.Proved;
import dev.quittance.worker.settlement.SettlementStep.Sent;
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

/** Rows of {@code settlement}; each change of state writes its outbox row in the same transaction. */
public final class SettlementStore {
    private static final String INSERT = """
            insert into settlement (payment_id, chain_id, token, payer, payee, value, valid_after, valid_before,
                authorization_nonce, signature, traceparent, accepted_block)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """;
    private static final String FIND = "select * from settlement where payment_id = ?";
    private static final String LOCK = FIND + " for update";
    private static final String LOCK_QUEUED = """
            select * from settlement where state = 'queued' and chain_id = ? and attempts < ?
                and valid_after < ? and valid_before > ?
            order by created_at limit ? for update skip locked
            """;
    private static final String FIND_BY_USE = """
            select s.* from settlement s
            join unnest(?::bytea[], ?::bytea[], ?::bytea[]) as used(token, payer, nonce)
                on s.token = used.token and s.payer = used.payer and s.authorization_nonce = used.nonce
            where s.chain_id = ? and s.state in ('queued', 'submitting', 'broadcast')
            order by s.payment_id
            """;
    private static final String TAKE_STALE = """
            update settlement set reconciled_at = clock_timestamp() where payment_id in (
                select payment_id from settlement
                where state in ('queued', 'submitting', 'broadcast') and chain_id = ?
                    and reconciled_at <= clock_timestamp() - ? * interval '1 millisecond'
                order by reconciled_at limit ? for update skip locked)
            returning *
            """;
    private static final String BACKLOG = """
            select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from settlement
            where state in ('queued', 'submitting', 'broadcast') and chain_id = ?
            """;
    private static final String APPLY = """
            update settlement set state = ?, attempts = attempts + ?, sequence = sequence + ?,
                transaction_hash = coalesce(?, transaction_hash), block_number = ?, block_hash = ?, log_index = ?,
                failure_reason = ?
            where payment_id = ?
            """;

    private final Outcomes outcomes;

    public SettlementStore(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /**
     * Adds a settlement in state {@code queued}.
     *
     * @return false when the payment is there already
     * @throws MalformedEventException when another payment holds the authorization
     */
    public boolean insert(Connection connection, SettlementRequest request, long acceptedBlock) throws SQLException {
        var authorization = request.authorization();
        int inserted = Sql.update(
                connection,
                INSERT,
                request.paymentId(),
                request.asset().chainId(),
                request.asset().address(),
                authorization.from(),
                authorization.to(),
                authorization.value(),
                authorization.validAfter(),
                authorization.validBefore(),
                authorization.nonce(),
                request.signature().toByteArray(),
                request.traceparent(),
                acceptedBlock);
        if (inserted == 0 && find(connection, request.paymentId()).isEmpty()) {
            throw new MalformedEventException("the authorization belongs to another payment");
        }
        return inserted == 1;
    }

    public Optional<Settlement> find(Connection connection, UUID paymentId) throws SQLException {
        return first(Sql.prepare(connection, FIND, paymentId));
    }

    /** Locks settlements that may start now: not yet tried too often, and valid at this chain time (seconds). */
    public List<Settlement> lockQueued(Connection connection, long chainId, int attemptsMax, long chainTime, int limit)
            throws SQLException {
        return all(Sql.prepare(connection, LOCK_QUEUED, chainId, attemptsMax, chainTime, chainTime, limit));
    }

    /** Open settlements whose authorization is among those used, in a fixed order so that locking cannot deadlock. */
    public List<Settlement> findByUse(Connection connection, long chainId, Collection<AuthorizationKey> used)
            throws SQLException {
        return all(Sql.prepare(
                connection,
                FIND_BY_USE,
                Sql.addresses(
                        connection, used.stream().map(AuthorizationKey::token).toList()),
                Sql.addresses(
                        connection, used.stream().map(AuthorizationKey::payer).toList()),
                Sql.words(connection, used.stream().map(AuthorizationKey::nonce).toList()),
                chainId));
    }

    /** Takes open settlements that nobody has looked at for so long; the next caller gets others. */
    public List<Settlement> takeStale(Connection connection, long chainId, Duration age, int limit)
            throws SQLException {
        return all(Sql.prepare(connection, TAKE_STALE, chainId, age.toMillis(), limit));
    }

    public Backlog backlog(Connection connection, long chainId) throws SQLException {
        try (var statement = Sql.prepare(connection, BACKLOG, chainId);
                var rows = statement.executeQuery()) {
            return rows.next() ? new Backlog(rows.getLong(1), rows.getDouble(2)) : Backlog.NONE;
        }
    }

    /** Applies a step under the row's lock, as the machine says, and announces it where the machine says so. */
    public Optional<SettlementState> apply(Connection connection, UUID paymentId, SettlementStep step)
            throws SQLException {
        Settlement settlement = first(Sql.prepare(connection, LOCK, paymentId))
                .orElseThrow(() -> new SQLException("settlement " + paymentId + " is missing"));
        var transition = SettlementMachine.step(settlement.state(), step);
        if (transition.isEmpty()) {
            return Optional.empty();
        }
        SettlementState to = transition.get().to();
        boolean announced = transition.get().effect() == Effect.ANNOUNCE;
        Optional<Proof> proof = step instanceof Proved proved ? Optional.of(proved.proof()) : Optional.empty();
        Sql.update(
                connection,
                APPLY,
                to.sql(),
                step instanceof Allotted ? 1 : 0,
                announced ? 1 : 0,
                transactionOf(step),
                proof.map(Proof::blockNumber),
                proof.map(Proof::blockHash),
                proof.map(Proof::logIndex),
                step instanceof Dead dead ? Optional.of(dead.reason().wire()) : Optional.empty(),
                paymentId);
        if (announced) {
            Outbox.append(
                    connection, Topics.SETTLEMENT_OUTCOMES, outcomes.of(settlement, settlement.sequence() + 1, step));
        }
        return Optional.of(to);
    }

    private static Optional<Bytes32> transactionOf(SettlementStep step) {
        return switch (step) {
            case Sent sent -> Optional.of(sent.transaction());
            case Proved proved -> Optional.of(proved.proof().transaction());
            case Dead dead -> dead.transaction();
            case Allotted _, AttemptEnded _ -> Optional.empty();
        };
    }

    private static Optional<Settlement> first(PreparedStatement statement) throws SQLException {
        return all(statement).stream().findFirst();
    }

    private static List<Settlement> all(PreparedStatement statement) throws SQLException {
        try (statement;
                ResultSet rows = statement.executeQuery()) {
            var settlements = new ArrayList<Settlement>();
            while (rows.next()) {
                settlements.add(read(rows));
            }
            return settlements;
        }
    }

    /** Reads a row that holds all columns of {@code settlement}. */
    public static Settlement read(ResultSet row) throws SQLException {
        return new Settlement(
                row.getObject("payment_id", UUID.class),
                row.getLong("chain_id"),
                Sql.address(row, "token"),
                new TransferAuthorization(
                        Sql.address(row, "payer"),
                        Sql.address(row, "payee"),
                        Sql.number(row, "value"),
                        Sql.number(row, "valid_after"),
                        Sql.number(row, "valid_before"),
                        Sql.word(row, "authorization_nonce")),
                Bytes.of(row.getBytes("signature")),
                Optional.ofNullable(row.getString("traceparent")),
                row.getLong("accepted_block"),
                SettlementState.ofSql(row.getString("state")),
                row.getInt("attempts"),
                row.getLong("sequence"));
    }

    /** What makes an authorization one of a kind on its chain. */
    public record AuthorizationKey(Address token, Address payer, Bytes32 nonce) {}
}
