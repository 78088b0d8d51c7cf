package dev.quittance.gateway.reservation;

import dev.quittance.gateway.route.Flow;
import dev.quittance.protocol.json.JsonObject;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One transition of one reservation and its entry in the log, as one statement. */
record Step(Flow flow, ReservationState from, ReservationState.Event event, ReservationState to, JsonObject data) {

    /** @throws IllegalArgumentException when the state machine has no such transition */
    Step(Flow flow, ReservationState from, ReservationState.Event event, JsonObject data) {
        this(flow, from, event, from.after(flow, event).orElseThrow(() -> impossible(flow, from, event)), data);
    }

    private static IllegalArgumentException impossible(Flow flow, ReservationState from, ReservationState.Event event) {
        return new IllegalArgumentException(event + " cannot happen to " + from + " in the flow " + flow);
    }

    /** The statement; its first parameter is the new state, then come those of {@code sets}. */
    String statement(String sets) {
        return """
                with changed as (
                    update reservation set state = ?, sequence = sequence + 1 %s
                    where payment_id = ? and fence = ? and state = ?
                    returning payment_id, sequence)
                """.formatted(sets) + Sql.LOG_CHANGED;
    }

    /**
     * Sets what the statement needs besides {@code sets}, and runs it.
     *
     * @param next the first parameter after those of {@code sets}
     * @throws LeaseLostException when the lease is another's, or the reservation stands elsewhere
     */
    int apply(PreparedStatement update, Lease lease, int next) throws SQLException {
        update.setString(1, to.name());
        int state = Sql.setLease(update, next, lease);
        update.setString(state, from.name());
        Sql.setEntry(update, state + 1, event.wire(), from.name(), to.name(), data);
        if (update.executeUpdate() != 1) {
            throw new LeaseLostException(lease);
        }
        return 1;
    }
}
