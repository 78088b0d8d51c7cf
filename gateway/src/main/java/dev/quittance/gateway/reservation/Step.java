package dev.quittance.gateway.reservation;

import dev.quittance.gateway.database.Statement;
import dev.quittance.gateway.route.Flow;
import dev.quittance.protocol.json.JsonObject;

/** One transition of one reservation and its entry in the log, as one statement. */
record Step(Flow flow, ReservationState from, ReservationState.Event event, ReservationState to, JsonObject data) {

    /** @throws IllegalArgumentException when the state machine has no such transition */
    Step(Flow flow, ReservationState from, ReservationState.Event event, JsonObject data) {
        this(flow, from, event, from.after(flow, event).orElseThrow(() -> impossible(flow, from, event)), data);
    }

    private static IllegalArgumentException impossible(Flow flow, ReservationState from, ReservationState.Event event) {
        return new IllegalArgumentException(event + " cannot happen to " + from + " in the flow " + flow);
    }

    /**
     * The transition as one statement; it changes one row, or none when the lease is another's or the reservation stands
     * elsewhere.
     *
     * @param sets what else changes: assignments, each after a comma
     */
    Statement statement(Lease lease, String sets, Statement.Binder parameters) {
        var sql = """
                with changed as (
                    update reservation set state = ?, sequence = sequence + 1 %s
                    where payment_id = ? and fence = ? and state = ?
                    returning payment_id, sequence)
                """.formatted(sets) + Sql.LOG_CHANGED;
        return new Statement(sql, (update, first) -> {
            update.setString(first, to.name());
            int next = Sql.setLease(update, parameters.bind(update, first + 1), lease);
            update.setString(next, from.name());
            return Sql.setEntry(update, next + 1, event.wire(), from.name(), to.name(), data);
        });
    }
}
