package dev.quittance.gateway.reservation;

import dev.quittance.events.Event;
import dev.quittance.events.Outbox;
import dev.quittance.events.Topics;
import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.database.Statement;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.json.JsonObject;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What becomes of bound reservations, in SQL: paid, firm, answered. Each call is one transaction with the entries of the log, the
 * answer that is kept and the event that tells of it, checked by the fence of the lease it acts under.
 */
public final class ProgressStore {
    private static final String KEEP = """
            insert into stored_answer (payment_id, key_id, nonce, sealed, size, expires_at)
            values (?, ?, ?, ?, ?, now() + ? * interval '1 millisecond')
            on conflict (payment_id) do update
            set key_id = excluded.key_id, nonce = excluded.nonce, sealed = excluded.sealed, size = excluded.size,
                expires_at = excluded.expires_at
            """;

    private final Sql sql;
    private final Duration answerLife;

    /** @param answerLife how long answers are kept */
    public ProgressStore(DataSource dataSource, Duration answerLife) {
        this.sql = new Sql(dataSource);
        this.answerLife = answerLife;
    }

    /**
     * Notes that the money moved.
     *
     * @param event {@code SETTLED} or {@code SETTLED_BELOW}
     * @param executes whether the upstream is asked next, under this lease; otherwise the lease ends
     */
    public void settled(Lease lease, Flow flow, ReservationState.Event event, Settled settled, boolean executes) {
        var step = settling(lease, flow, event, settled, executes);
        sql.transact(lease, with(lease, List.of(step), settled.answer(), settled.announcement()), settled.also());
    }

    /**
     * Notes that a settled payment has reached the level that its route asks for.
     *
     * @param announcement the delivery event, in the authorization flow, where this ends the delivery
     */
    public void levelReached(Lease lease, Flow flow, Level reached, Optional<Event> announcement) {
        var data = JsonObject.builder().put("level", reached.name()).build();
        var step = new Step(flow, ReservationState.CONFIRMING, ReservationState.Event.LEVEL_REACHED, data);
        var sets = """
                , level = greatest(level, ?::payment_level), executions = executions + ?, announced = announced + ?,
                  lease_until = case when ? then lease_until else now() end
                """;
        boolean executes = flow == Flow.UPFRONT;
        var change = step.statement(lease, sets, (update, first) -> {
            update.setString(first, reached.name());
            update.setInt(first + 1, executes ? 1 : 0);
            update.setInt(first + 2, announcement.isPresent() ? 1 : 0);
            update.setBoolean(first + 3, executes);
            return first + 4;
        });
        sql.transact(lease, with(lease, List.of(change), Optional.empty(), announcement), Also.NOTHING);
    }

    /** Notes, in one transaction, how the upstream's work ended, keeps the answer and announces it; the lease ends. */
    public void ended(Lease lease, Flow flow, ReservationState from, Ending ending) {
        var step = ending(lease, flow, from, ending);
        sql.transact(lease, with(lease, List.of(step), ending.answer(), ending.announcement()), ending.also());
    }

    /**
     * Notes, in one transaction, that the money moved and how the upstream's work ended, in the upfront flow. For work that may
     * be repeated: whoever finds the reservation before this has to ask the facilitator again, and then the upstream.
     */
    public void settledAndEnded(Lease lease, Settled settled, Ending ending) {
        var steps = List.of(
                settling(lease, Flow.UPFRONT, ReservationState.Event.SETTLED, settled, true),
                ending(lease, Flow.UPFRONT, ReservationState.EXECUTING, ending));
        sql.transact(lease, with(lease, steps, ending.answer(), ending.announcement()), ending.also());
    }

    private static Statement settling(
            Lease lease, Flow flow, ReservationState.Event event, Settled settled, boolean executes) {
        var data = JsonObject.builder()
                .put("transaction", settled.response().transaction())
                .put("facilitator", settled.facilitator())
                .put("level", settled.level().name())
                .build();
        var sets = """
                , settlement = ?::jsonb, settle_request = null, facilitator = ?, facilitator_payment_id = ?,
                  level = greatest(level, ?::payment_level), executions = executions + ?, announced = announced + ?,
                  sweep_after = now() + interval '5 seconds',
                  lease_until = case when ? then lease_until else now() end
                """;
        return new Step(flow, ReservationState.SETTLING, event, data).statement(lease, sets, (update, first) -> {
            update.setString(first, settled.response().toJson().toString());
            update.setString(first + 1, settled.facilitator());
            update.setObject(first + 2, settled.facilitatorPaymentId().orElse(null), Types.OTHER);
            update.setString(first + 3, settled.level().name());
            update.setInt(first + 4, executes ? 1 : 0);
            update.setInt(first + 5, settled.announcement().isPresent() ? 1 : 0);
            update.setBoolean(first + 6, executes);
            return first + 7;
        });
    }

    private static Statement ending(Lease lease, Flow flow, ReservationState from, Ending ending) {
        var data = ending.upstreamStatus()
                .map(status -> JsonObject.builder().put("status", status).build())
                .orElse(JsonObject.EMPTY);
        boolean held = ending.event() == ReservationState.Event.ANSWERED;
        var sets = """
                , upstream_status = coalesce(?, upstream_status), announced = announced + ?,
                  lease_until = case when ? then lease_until else now() end
                """;
        return new Step(flow, from, ending.event(), data).statement(lease, sets, (update, first) -> {
            update.setObject(first, ending.upstreamStatus().orElse(null), Types.INTEGER);
            update.setInt(first + 1, ending.announcement().isPresent() ? 1 : 0);
            update.setBoolean(first + 2, held);
            return first + 3;
        });
    }

    private List<Statement> with(
            Lease lease, List<Statement> changes, Optional<SealedAnswer> answer, Optional<Event> announcement) {
        var all = new ArrayList<>(changes);
        answer.ifPresent(kept -> all.add(keep(lease.paymentId(), kept)));
        announcement.ifPresent(event -> all.add(announce(event)));
        return all;
    }

    private Statement keep(UUID paymentId, SealedAnswer answer) {
        return new Statement(KEEP, (insert, first) -> {
            insert.setObject(first, paymentId);
            insert.setString(first + 1, answer.keyId());
            insert.setBytes(first + 2, answer.nonce());
            insert.setBytes(first + 3, answer.sealed());
            insert.setInt(first + 4, answer.sealed().length);
            insert.setLong(first + 5, answerLife.toMillis());
            return first + 6;
        });
    }

    static Statement announce(Event event) {
        return new Statement(
                Outbox.INSERT, (insert, first) -> Outbox.bind(insert, first, Topics.DELIVERY_EVENTS, List.of(event)));
    }
}
