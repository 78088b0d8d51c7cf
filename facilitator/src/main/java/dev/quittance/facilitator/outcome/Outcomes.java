package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import dev.quittance.events.EventHandler;
import dev.quittance.events.Inbox;
import dev.quittance.events.MalformedEventException;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentEvent;
import dev.quittance.facilitator.payment.PaymentStore;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Moves payments by what the settlement-worker reports. An outcome that was applied before is passed over; one that leaves
 * a gap in its payment's sequence is held until the gap is filled.
 */
@Singleton
final class Outcomes implements EventHandler {
    private static final String CONSUMER = "outcomes";
    private static final String NOTIFY = "select pg_notify('" + AnswerWatch.CHANNEL + "', '')";

    private final Database database;
    private final PaymentStore payments;
    private final Waiters waiters;

    Outcomes(Database database, PaymentStore payments, Waiters waiters) {
        this.database = database;
        this.payments = payments;
        this.waiters = waiters;
    }

    @Override
    public void handle(List<Event> events) throws SQLException {
        Map<UUID, Answer> answers;
        try {
            answers = database.inTransaction(connection -> applyAll(connection, events));
        } catch (SQLException e) {
            throw ownFault(e);
        }
        answers.forEach(waiters::answer);
    }

    private Map<UUID, Answer> applyAll(Connection connection, List<Event> events) throws SQLException {
        var answers = new HashMap<UUID, Answer>();
        for (Event event : events) {
            if (Inbox.firstTime(connection, CONSUMER, event.id())) {
                apply(connection, event)
                        .ifPresent(payment -> payment.answer()
                                .ifPresent(answer -> answers.put(payment.terms().id(), answer)));
            }
        }
        if (!answers.isEmpty()) {
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.execute();
            }
        }
        return answers;
    }

    /** The payment after the event and all that were held for it; empty when it did not move. */
    private Optional<Payment> apply(Connection connection, Event event) throws SQLException {
        UUID id = Outcome.paymentId(event);
        var locked = payments.lock(connection, id)
                .orElseThrow(() -> new MalformedEventException("the payment is not known"));
        long next = locked.outcomeSequence() + 1;
        if (event.sequence() < next) {
            return Optional.empty();
        }
        if (event.sequence() > next) {
            // Read now, so that what can never be understood is set aside and not held.
            Outcome.read(event);
            HeldOutcomes.hold(connection, id, event);
            return Optional.empty();
        }
        Payment payment = move(connection, locked.payment(), event);
        Optional<Event> held = HeldOutcomes.take(connection, id, ++next);
        while (held.isPresent()) {
            payment = move(connection, payment, held.get());
            held = HeldOutcomes.take(connection, id, ++next);
        }
        payments.setOutcomeSequence(connection, id, next - 1);
        return Optional.of(payment);
    }

    private Payment move(Connection connection, Payment payment, Event event) throws SQLException {
        PaymentEvent what = Outcome.read(event).eventFor(payment);
        Payment after = payment.after(what)
                .orElseThrow(() -> new MalformedEventException(
                        "a payment in state " + payment.state() + " cannot take " + what.type()));
        payments.append(connection, payment, what, after);
        return after;
    }

    /** An event that the schema refuses will be refused again: its fault, not the database's. */
    private static SQLException ownFault(SQLException e) {
        String state = e.getSQLState();
        if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
            throw new IllegalStateException("the schema refused the outcome, SQL state " + state);
        }
        return e;
    }
}
