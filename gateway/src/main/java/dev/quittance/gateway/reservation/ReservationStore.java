package dev.quittance.gateway.reservation;

import dev.quittance.events.Event;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.database.Statement;
import dev.quittance.gateway.route.Flow;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reservations in SQL: bound, asked for, freed. Each change of state is one transaction with its entry in the log, checked by the fence of the lease it
 * acts under; leases run on the database's clock.
 */
public final class ReservationStore {
    /** How long nobody else asks a facilitator again: longer each time, up to five minutes. */
    private static final String NEXT_SWEEP =
            "now() + least(interval '5 seconds' * power(2, least(settle_asked, 6)), interval '5 minutes')";

    private final Sql sql;
    private final Duration leaseLife;

    public ReservationStore(DataSource dataSource, Duration leaseLife) {
        this.sql = new Sql(dataSource);
        this.leaseLife = leaseLife;
    }

    /** The question that a facilitator is about to be asked. */
    public record Question(String facilitator, FacilitatorRequest request) {}

    /**
     * Binds an authorization that nobody has bound, and with it the facilitator that is asked at once, if one is.
     *
     * @return nothing when the authorization, or the payer's identifier, is bound already
     */
    public Optional<Lease> reserve(Claim claim, Terms terms, UUID paymentId, Optional<Question> question) {
        var statement = """
                with changed as (
                    insert into reservation (payment_id, chain_id, token, payer, nonce, tenant, request_digest,
                                             challenge_digest, route, amount, lease_until, flow, release_level, idempotent,
                                             binding, x402_version, pay_to, order_id, identifier, state, sequence,
                                             settle_asked, facilitator, settle_request, asked_at, sweep_after)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond', ?, ?::payment_level, ?, ?, ?,
                            ?, ?, ?, ?, ?, ?, ?, ?, now(), now() + interval '5 seconds')
                    on conflict do nothing
                    returning payment_id, sequence)
                insert into reservation_event (payment_id, sequence, type, from_state, to_state, data)
                select payment_id, entry.sequence, entry.type, entry.from_state, entry.to_state, entry.data::jsonb
                from changed, (values (1, 'reserved', null, 'RESERVED', '{}'),
                                      (2, 'settle_asked', 'RESERVED', 'SETTLING', ?))
                              as entry (sequence, type, from_state, to_state, data)
                where entry.sequence <= changed.sequence
                """;
        return sql.run(statement, insert -> {
            int next = setClaim(insert, paymentId, claim, terms);
            boolean asks = question.isPresent();
            insert.setString(next++, (asks ? ReservationState.SETTLING : ReservationState.RESERVED).name());
            insert.setInt(next++, asks ? 2 : 1);
            insert.setInt(next++, asks ? 1 : 0);
            insert.setString(next++, question.map(Question::facilitator).orElse(null));
            insert.setString(
                    next++,
                    question.map(asked -> asked.request().toJson().toString()).orElse(null));
            insert.setString(
                    next, asked(question.map(Question::facilitator).orElse("")).toString());
            return insert.executeUpdate() > 0 ? Optional.of(new Lease(paymentId, 1)) : Optional.empty();
        });
    }

    private int setClaim(PreparedStatement insert, UUID paymentId, Claim claim, Terms terms) throws SQLException {
        byte @Nullable [] challenge =
                claim.challengeDigest().map(Bytes32::toByteArray).orElse(null);
        insert.setObject(1, paymentId);
        ReservationReader.setKey(insert, 2, claim.authorization());
        insert.setString(6, claim.tenant());
        insert.setBytes(7, claim.requestDigest().toByteArray());
        insert.setBytes(8, challenge);
        insert.setString(9, claim.route());
        insert.setBigDecimal(10, new BigDecimal(claim.amount()));
        insert.setLong(11, leaseLife.toMillis());
        insert.setString(12, terms.flow().name());
        insert.setString(13, terms.release().name());
        insert.setBoolean(14, terms.idempotent());
        insert.setString(15, claim.binding().name());
        insert.setInt(16, claim.x402Version());
        insert.setBytes(17, Particulars.of(claim).payTo().toByteArray());
        insert.setString(18, claim.order().orElse(null));
        insert.setString(19, claim.identifier().orElse(null));
        return 20;
    }

    /** Finds the reservation of an authorization with its answer: one look-up in one index. */
    public Optional<Found> find(Claim.Authorization key) {
        return sql.run(ReservationReader.BY_AUTHORIZATION, select -> {
            ReservationReader.setKey(select, 1, key);
            return ReservationReader.readOne(select);
        });
    }

    /** Finds what the same payer's identifier is bound to. */
    public Optional<Found> findByIdentifier(Claim claim) {
        return sql.run(ReservationReader.BY_IDENTIFIER, select -> {
            select.setString(1, claim.tenant());
            select.setBytes(2, claim.authorization().payer().toByteArray());
            select.setString(3, claim.identifier().orElse(""));
            return ReservationReader.readOne(select);
        });
    }

    public Optional<Found> find(UUID paymentId) {
        return sql.run(ReservationReader.BY_ID, select -> {
            select.setObject(1, paymentId);
            return ReservationReader.readOne(select);
        });
    }

    /** Takes the lease of a reservation in {@code state} that nobody works on. */
    public Optional<Lease> takeOver(UUID paymentId, ReservationState state) {
        var statement = """
                update reservation
                set fence = fence + 1, lease_until = now() + ? * interval '1 millisecond'
                where payment_id = ? and state = ? and lease_until <= now()
                returning fence
                """;
        return sql.run(statement, update -> {
            update.setLong(1, leaseLife.toMillis());
            update.setObject(2, paymentId);
            update.setString(3, state.name());
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(new Lease(paymentId, row.getLong(1))) : Optional.empty();
            }
        });
    }

    /**
     * Notes that the facilitator is about to be asked.
     *
     * @throws LeaseLostException when the lease is another's
     */
    public void settleAsked(Lease lease, Flow flow, ReservationState from, Question question) {
        var sets = ", settle_asked = settle_asked + 1, facilitator = ?, settle_request = ?,"
                + " asked_at = coalesce(asked_at, now()), sweep_after = " + NEXT_SWEEP;
        var step = new Step(flow, from, ReservationState.Event.SETTLE_ASKED, asked(question.facilitator()));
        sql.change(lease, step.statement(lease, sets, (update, first) -> {
            update.setString(first, question.facilitator());
            update.setString(first + 1, question.request().toJson().toString());
            return first + 2;
        }));
    }

    /** Notes that the facilitator who was asked before is about to be asked again, the same. */
    public void settleAskedAgain(Lease lease, Flow flow, String facilitator) {
        var sets = ", settle_asked = settle_asked + 1, sweep_after = " + NEXT_SWEEP;
        var step = new Step(flow, ReservationState.SETTLING, ReservationState.Event.SETTLE_ASKED, asked(facilitator));
        sql.change(lease, step.statement(lease, sets, (_, first) -> first));
    }

    private static JsonObject asked(String facilitator) {
        return JsonObject.builder().put("facilitator", facilitator).build();
    }

    /** Notes that a payment would settle, so that the upstream may work for it. */
    public void verified(Lease lease) {
        var step = new Step(
                Flow.AUTHORIZATION, ReservationState.RESERVED, ReservationState.Event.VERIFIED, JsonObject.EMPTY);
        sql.change(lease, step.statement(lease, ", executions = executions + 1", (_, first) -> first));
    }

    /** Notes that the upstream is about to be asked (again). */
    public void resumed(Lease lease, Flow flow) {
        var step = new Step(flow, ReservationState.EXECUTING, ReservationState.Event.RESUMED, JsonObject.EMPTY);
        sql.change(lease, step.statement(lease, ", executions = executions + 1", (_, first) -> first));
    }

    /**
     * Frees the authorization: nothing was charged. The log stays and says why.
     *
     * @param announcement the delivery event, when the upstream had worked
     * @throws LeaseLostException when the lease is another's
     */
    public void free(Lease lease, String reason, Optional<Event> announcement) {
        var statement = """
                with changed as (
                    delete from reservation where payment_id = ? and fence = ?
                    returning payment_id, sequence + 1 as sequence, state)
                insert into reservation_event (payment_id, sequence, type, from_state, data)
                select payment_id, sequence, 'freed', state, ?::jsonb
                from (values (1)) as one left join changed on true
                """;
        var freeing = new Statement(statement, (delete, first) -> {
            int next = Sql.setLease(delete, first, lease);
            delete.setString(
                    next, JsonObject.builder().put("reason", reason).build().toString());
            return next + 1;
        });
        var changes = announcement
                .map(event -> List.of(freeing, ProgressStore.announce(event)))
                .orElse(List.of(freeing));
        sql.transact(lease, changes, Also.NOTHING);
    }

    /**
     * Stops working on the reservation without an outcome; the next identical request may take it over.
     *
     * @param upstreamStatus what the upstream answered, when its answer had begun to go out
     */
    public void release(Lease lease, Optional<Integer> upstreamStatus) {
        var statement = """
                update reservation set lease_until = now(), upstream_status = coalesce(?, upstream_status)
                where payment_id = ? and fence = ?
                """;
        sql.change(lease, new Statement(statement, (update, first) -> {
            update.setObject(first, upstreamStatus.orElse(null), Types.INTEGER);
            return Sql.setLease(update, first + 1, lease);
        }));
    }

    /** Prolongs leases; those that were taken over stay with their new holders. */
    public void renew(Collection<Lease> leases) {
        var statement = """
                update reservation r
                set lease_until = now() + ? * interval '1 millisecond'
                from unnest(?::uuid[], ?::bigint[]) as held (payment_id, fence)
                where r.payment_id = held.payment_id and r.fence = held.fence
                  and r.state in ('RESERVED', 'SETTLING', 'EXECUTING', 'HELD', 'CONFIRMING')
                """;
        sql.run(statement, update -> {
            Connection connection = update.getConnection();
            update.setLong(1, leaseLife.toMillis());
            update.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", leases.stream().map(Lease::paymentId).toArray()));
            update.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", leases.stream().map(Lease::fence).toArray()));
            return update.executeUpdate();
        });
    }
}
