package dev.quittance.facilitator.outcome;

import dev.quittance.events.Event;
import dev.quittance.events.EventHandler;
import dev.quittance.events.MalformedEventException;
import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.gas.GasStore;
import dev.quittance.facilitator.outcome.Progress.Fault;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.payment.PaymentStore.Locked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Moves payments by what the settlement-worker reports, all outcomes of one poll in one transaction. The sequence of the last
 * outcome stands in the payment's row: by it a redelivery is known, and one that leaves a gap is held.
 */
@Singleton
final class Outcomes implements EventHandler {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final String NOTIFY = "select pg_notify('" + AnswerWatch.CHANNEL + "', '')";

    private final Database database;
    private final PaymentStore payments;
    private final Waiters waiters;
    private final Counter illegal;
    private final Counter gaps;

    /** The event of the last fault: the consumer brings it once more, alone, before it sets it aside. */
    private Optional<UUID> passedOver = Optional.empty();

    Outcomes(Database database, PaymentStore payments, Waiters waiters, MeterRegistry metrics) {
        this.database = database;
        this.payments = payments;
        this.waiters = waiters;
        this.illegal = metrics.counter("quittance.outcomes.illegal");
        this.gaps = metrics.counter("quittance.outcomes.gaps");
    }

    @Override
    public void handle(List<Event> events) throws SQLException {
        if (events.size() == 1
                && passedOver.filter(events.getFirst().id()::equals).isPresent()) {
            throw new MalformedEventException("passed over: it could not be read or could not follow the state");
        }
        Applied applied;
        try {
            applied = database.inTransaction(connection -> applyAll(connection, events));
        } catch (SQLException e) {
            throw ownFault(e);
        }
        applied.answers().forEach(waiters::answer);
        applied.faults().forEach(fault -> {
            illegal.increment();
            LOG.errorf("outcome %d was passed over for good: %s", fault.sequence(), fault.reason());
        });
        Optional<Fault> own = applied.faults().stream()
                .filter(fault -> fault.sequence() == events.getFirst().sequence())
                .findFirst();
        if (own.isPresent()) {
            passedOver = Optional.of(events.getFirst().id());
            throw new MalformedEventException(own.get().reason());
        }
    }

    /**
     * Goes on with payments whose outcomes have waited too long for one that is lost.
     *
     * @throws SQLException when the database is down; nothing was changed
     */
    void passGaps(Duration age, int limit) throws SQLException {
        Applied applied = database.inTransaction(connection -> passGaps(connection, age, limit));
        applied.answers().forEach(waiters::answer);
        applied.faults().forEach(fault -> {
            illegal.increment();
            LOG.errorf("outcome %d behind a gap was passed over for good: %s", fault.sequence(), fault.reason());
        });
    }

    private Applied passGaps(Connection connection, Duration age, int limit) throws SQLException {
        Map<UUID, Locked> locked = payments.lockAll(connection, HeldOutcomes.stuck(connection, age, limit));
        // Those that another replica has let go on meanwhile hold nothing any more.
        Map<UUID, Map<Long, Event>> held = HeldOutcomes.takeAll(connection, locked.keySet());
        var all = new ArrayList<Progress>();
        held.forEach((id, events) -> Optional.ofNullable(locked.get(id)).ifPresent(payment -> {
            LOG.errorf("payment %s goes on from outcome %d to %s", id, payment.outcomeSequence(), events.keySet());
            gaps.increment();
            var progress = new Progress(payment, events);
            progress.passGap();
            all.add(progress);
        }));
        return new Applied(
                keep(connection, all),
                all.stream().flatMap(each -> each.faults().stream()).toList());
    }

    /** Faults only when there was one event. */
    private record Applied(Map<UUID, Answer> answers, List<Fault> faults) {}

    private Applied applyAll(Connection connection, List<Event> events) throws SQLException {
        var byPayment = new LinkedHashMap<UUID, List<Event>>();
        for (Event event : events) {
            byPayment
                    .computeIfAbsent(Outcome.paymentId(event), _ -> new ArrayList<>())
                    .add(event);
        }
        Map<UUID, Locked> locked = payments.lockAll(connection, byPayment.keySet());
        if (locked.size() < byPayment.size()) {
            throw new MalformedEventException("the payment is not known");
        }
        Map<UUID, Map<Long, Event>> held = HeldOutcomes.takeAll(connection, byPayment.keySet());
        var all = new ArrayList<Progress>();
        locked.forEach((id, payment) -> {
            var progress = new Progress(payment, held.getOrDefault(id, Map.of()));
            byPayment.getOrDefault(id, List.of()).forEach(progress::take);
            all.add(progress);
        });
        List<Fault> faults =
                all.stream().flatMap(each -> each.faults().stream()).toList();
        if (!faults.isEmpty() && events.size() > 1) {
            // Nothing is kept: they come again one by one, and only the one at fault is set aside.
            throw new MalformedEventException(faults.getFirst().reason());
        }
        return new Applied(keep(connection, all), faults);
    }

    /** Writes what happened, and announces the answers that were not there before. */
    private Map<UUID, Answer> keep(Connection connection, List<Progress> all) throws SQLException {
        var answers = new HashMap<UUID, Answer>();
        var held = new HashMap<UUID, Map<Long, Event>>();
        var gas = new HashMap<UUID, Long>();
        for (Progress each : all) {
            UUID id = each.payment().terms().id();
            each.payment().answer().ifPresent(answer -> answers.put(id, answer));
            held.put(id, each.waiting());
            each.gasUsed().ifPresent(used -> gas.put(id, used));
        }
        payments.appendAll(
                connection,
                all.stream().filter(Progress::hasMoved).map(Progress::move).toList());
        HeldOutcomes.holdAll(connection, held);
        GasStore.settle(connection, gas);
        if (all.stream().anyMatch(Progress::isFirstAnswer)) {
            try (PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
                notify.execute();
            }
        }
        return answers;
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
