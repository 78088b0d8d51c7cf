package dev.quittance.gateway.reservation;

import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reservations in SQL. Each operation is one statement, checked by the fence of the lease it acts under; leases run on the
 * database's clock.
 */
public final class ReservationStore {
    private final DataSource dataSource;
    private final Duration leaseLife;

    public ReservationStore(DataSource dataSource, Duration leaseLife) {
        this.dataSource = dataSource;
        this.leaseLife = leaseLife;
    }

    /** Binds an authorization that nobody has bound; nothing when it is bound already. */
    public Optional<Lease> reserve(Claim claim, UUID paymentId) {
        var sql = """
                insert into reservation (payment_id, chain_id, token, payer, nonce, tenant, request_digest,
                                         challenge_digest, route, amount, lease_until)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond')
                on conflict (chain_id, token, payer, nonce) do nothing
                """;
        byte @Nullable [] challengeDigest =
                claim.challengeDigest().map(Bytes32::toByteArray).orElse(null);
        return run(sql, statement -> {
            statement.setObject(1, paymentId);
            setKey(statement, 2, claim.authorization());
            statement.setString(6, claim.tenant());
            statement.setBytes(7, claim.requestDigest().toByteArray());
            statement.setBytes(8, challengeDigest);
            statement.setString(9, claim.route());
            statement.setBigDecimal(10, new BigDecimal(claim.amount()));
            statement.setLong(11, leaseLife.toMillis());
            return statement.executeUpdate() == 1 ? Optional.of(new Lease(paymentId, 1)) : Optional.empty();
        });
    }

    public Optional<Reservation> find(Claim.Authorization key) {
        var sql = """
                select payment_id, tenant, request_digest, challenge_digest, state, lease_until > now() as leased,
                       settle_asked, settlement::text as settlement
                from reservation
                where chain_id = ? and token = ? and payer = ? and nonce = ?
                """;
        return run(sql, statement -> {
            setKey(statement, 1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        });
    }

    /** Takes the lease of a reservation in {@code state} that nobody works on. */
    public Optional<Lease> takeOver(UUID paymentId, ReservationState state) {
        var sql = """
                update reservation
                set fence = fence + 1, lease_until = now() + ? * interval '1 millisecond'
                where payment_id = ? and state = ? and lease_until <= now()
                returning fence
                """;
        return run(sql, statement -> {
            statement.setLong(1, leaseLife.toMillis());
            statement.setObject(2, paymentId);
            statement.setString(3, state.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Lease(paymentId, row.getLong(1))) : Optional.empty();
            }
        });
    }

    /**
     * Notes that the facilitator is about to be asked.
     *
     * @throws LeaseLostException when the lease is another's
     */
    public void settleAsked(Lease lease) {
        var sql = """
                update reservation
                set state = 'SETTLING', settle_asked = settle_asked + 1
                where payment_id = ? and fence = ?
                """;
        change(lease, sql, 1, statement -> {});
    }

    /**
     * Notes that the money moved, and that the upstream is about to be asked.
     *
     * @throws LeaseLostException when the lease is another's
     */
    public void settled(Lease lease, SettleResponse settlement) {
        var sql = """
                update reservation
                set state = 'EXECUTING', settlement = ?::jsonb
                where payment_id = ? and fence = ?
                """;
        change(
                lease,
                sql,
                2,
                statement -> statement.setString(1, settlement.toJson().toString()));
    }

    /**
     * Notes how the execution ended.
     *
     * @param upstreamStatus what the upstream, or the gateway in its place, answered
     * @throws LeaseLostException when the lease is another's
     */
    public void ended(Lease lease, Event end, Optional<Integer> upstreamStatus) {
        var next = ReservationState.EXECUTING
                .after(end)
                .orElseThrow(() -> new IllegalArgumentException("an execution does not end by " + end));
        var sql = """
                update reservation
                set state = ?, upstream_status = ?, lease_until = now()
                where payment_id = ? and fence = ?
                """;
        change(lease, sql, 3, statement -> {
            statement.setString(1, next.name());
            statement.setObject(2, upstreamStatus.orElse(null), java.sql.Types.INTEGER);
        });
    }

    /**
     * Frees the authorization after a refusal.
     *
     * @throws LeaseLostException when the lease is another's
     */
    public void free(Lease lease) {
        change(lease, "delete from reservation where payment_id = ? and fence = ?", 1, statement -> {});
    }

    /** Stops working on the reservation without an outcome; the next identical request may take it over. */
    public void release(Lease lease) {
        var sql = "update reservation set lease_until = now() where payment_id = ? and fence = ?";
        change(lease, sql, 1, statement -> {});
    }

    /** Prolongs leases; those that were taken over stay with their new holders. */
    public void renew(Collection<Lease> leases) {
        var sql = """
                update reservation r
                set lease_until = now() + ? * interval '1 millisecond'
                from unnest(?::uuid[], ?::bigint[]) as held (payment_id, fence)
                where r.payment_id = held.payment_id and r.fence = held.fence
                  and r.state in ('RESERVED', 'SETTLING', 'EXECUTING')
                """;
        run(sql, statement -> {
            Connection connection = statement.getConnection();
            statement.setLong(1, leaseLife.toMillis());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", leases.stream().map(Lease::paymentId).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", leases.stream().map(Lease::fence).toArray()));
            return statement.executeUpdate();
        });
    }

    private void change(Lease lease, String sql, int leaseParameter, Parameters parameters) {
        int changed = run(sql, statement -> {
            parameters.set(statement);
            statement.setObject(leaseParameter, lease.paymentId());
            statement.setLong(leaseParameter + 1, lease.fence());
            return statement.executeUpdate();
        });
        if (changed != 1) {
            throw new LeaseLostException(lease);
        }
    }

    private <T> T run(String sql, Work<T> work) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.on(statement);
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    private static void setKey(PreparedStatement statement, int first, Claim.Authorization key) throws SQLException {
        statement.setLong(first, key.chainId());
        statement.setBytes(first + 1, key.token().toByteArray());
        statement.setBytes(first + 2, key.payer().toByteArray());
        statement.setBytes(first + 3, key.nonce().toByteArray());
    }

    private static Reservation read(ResultSet row) throws SQLException {
        return new Reservation(
                row.getObject("payment_id", UUID.class),
                row.getString("tenant"),
                new Bytes32(row.getBytes("request_digest")),
                Optional.ofNullable(row.getBytes("challenge_digest")).map(Bytes32::new),
                ReservationState.valueOf(row.getString("state")),
                row.getBoolean("leased"),
                row.getInt("settle_asked"),
                Optional.ofNullable(row.getString("settlement"))
                        .map(JsonObject::parse)
                        .map(SettleResponse::fromJson));
    }

    private interface Work<T> {
        T on(PreparedStatement statement) throws SQLException;
    }

    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }
}
