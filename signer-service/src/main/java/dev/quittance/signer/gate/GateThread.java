package dev.quittance.signer.gate;

import dev.quittance.signer.custody.Held;
import dev.quittance.signer.custody.UsageStore;
import dev.quittance.signer.database.DataRefusedException;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.database.DatabaseUnavailableException;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.lease.LeaseConfig;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import dev.quittance.signer.transparency.LogPosition;
import dev.quittance.signer.transparency.Witnesses;
import dev.quittance.transparency.Frontier;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The one writer. It keeps the lease, takes what waits, decides about it in one transaction, and tells the outcomes after the
 * commit. What it decides by is in memory; whenever a transaction does not end well, that is read anew before anything more is
 * decided.
 */
@Singleton
final class GateThread {
    private static final Logger LOG = Logger.getLogger(GateThread.class);
    private static final int AFTER_REGISTRATION = 5_000;
    private static final long JOIN_MILLIS = 5_000;

    private final Database database;
    private final LeaseHolder lease;
    private final LeaseConfig leaseConfig;
    private final CustodyLoader loader;
    private final UsageStore usage;
    private final BatchWriter writer;
    private final Witnesses witnesses;
    private final GateConfig config;
    private final Clock clock;
    private final BlockingQueue<Ticket> queue;
    private final DistributionSummary batchSizes;
    private final Thread thread;

    private Optional<Held> held = Optional.empty();
    /** The log as this process knows it to be committed: another one means that the database was changed behind it. */
    private Optional<Frontier> known = Optional.empty();

    private Instant latest = Instant.EPOCH;
    private Instant compacted = Instant.EPOCH;
    private final AtomicLong logSize = new AtomicLong();
    private volatile LogStanding logStanding = LogStanding.UNWITNESSED;
    private volatile boolean closing;

    GateThread(
            Database database,
            LeaseHolder lease,
            LeaseConfig leaseConfig,
            CustodyLoader loader,
            UsageStore usage,
            BatchWriter writer,
            Witnesses witnesses,
            GateConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.database = database;
        this.lease = lease;
        this.leaseConfig = leaseConfig;
        this.loader = loader;
        this.usage = usage;
        this.writer = writer;
        this.witnesses = witnesses;
        this.config = config;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(config.queueMax());
        this.batchSizes =
                DistributionSummary.builder("quittance.signer.gate.batch").register(metrics);
        Gauge.builder("quittance.signer.log.size", logSize, AtomicLong::get).register(metrics);
        Gauge.builder("quittance.signer.log.halted", this, gate -> gate.logStanding.isHalted() ? 1 : 0)
                .description("1 when a caller has shown that the log was rolled back or forked")
                .register(metrics);
        Gauge.builder("quittance.signer.gate.waiting", queue, BlockingQueue::size)
                .register(metrics);
        this.thread = Thread.ofPlatform().name("gate").unstarted(this::run);
    }

    /** Begins once the principals are registered; where nobody else holds the lease, this signer is active on return. */
    void onStart(@Observes @Priority(AFTER_REGISTRATION) StartupEvent event) {
        step(List.of());
        thread.start();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        closing = true;
        thread.join(JOIN_MILLIS);
    }

    /** Whether the log lets the signer sign. */
    LogStanding logStanding() {
        return logStanding;
    }

    /** Whether it takes tickets, or will once the service has started. */
    boolean isAlive() {
        return thread.isAlive() || thread.getState() == Thread.State.NEW;
    }

    /** Whether it has begun to take tickets. */
    boolean isRunning() {
        return thread.getState() != Thread.State.NEW;
    }

    /** By which fence the lease is held. */
    OptionalLong fence() {
        return lease.fence();
    }

    /** False when too much waits already. */
    boolean submit(Ticket ticket) {
        return queue.offer(ticket);
    }

    private void run() {
        while (!closing) {
            try {
                step(waiting());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closing = true;
            }
        }
        List<Ticket> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(Ticket::standBy);
        try {
            lease.release();
        } catch (DatabaseUnavailableException e) {
            LOG.warnf("the lease is not released, SQL state %s", e.sqlState());
        }
    }

    /** What waits; after a while without, nothing. */
    private List<Ticket> waiting() throws InterruptedException {
        var tickets = new ArrayList<Ticket>();
        Ticket first = queue.poll(leaseConfig.renewal().toMillis() / 2, TimeUnit.MILLISECONDS);
        if (first != null) {
            tickets.add(first);
            queue.drainTo(tickets, config.batchMax() - 1);
        }
        return tickets;
    }

    /** One turn; whatever it fails with, the next one starts afresh. */
    private void step(List<Ticket> tickets) {
        try {
            if (lease.isHeld() || (lease.isTrialDue() && lease.acquire())) {
                serve(tickets);
            } else {
                loader.loadPrincipals();
            }
        } catch (LeaseLostException e) {
            held = Optional.empty();
            lease.lost();
        } catch (DatabaseUnavailableException e) {
            held = Optional.empty();
            LOG.errorf("the gate's turn failed, SQL state %s", e.sqlState());
            tickets.forEach(ticket -> ticket.answer().completeExceptionally(e));
        } catch (RuntimeException e) {
            held = Optional.empty();
            LOG.errorf("the gate's turn failed: %s", e.getClass().getName());
            tickets.forEach(ticket -> ticket.answer().completeExceptionally(e));
        }
        tickets.forEach(Ticket::standBy);
    }

    /** Requests together as far as no change stands between them. */
    private void serve(List<Ticket> tickets) {
        var asks = new ArrayList<Ticket.Ask>();
        var notes = new ArrayList<DeniedEntry>();
        for (Ticket ticket : tickets) {
            if (ticket.answer().isDone()) {
                // Nobody waits for it any more, so nothing comes of it.
                continue;
            }
            switch (ticket) {
                case Ticket.Ask ask -> asks.add(ask);
                case Ticket.Note note -> notes.add(note.denied());
                case Ticket.Change<?> change -> {
                    decide(asks);
                    asks.clear();
                    apply(change);
                }
                case Ticket.Reload reload -> {
                    decide(asks);
                    asks.clear();
                    held = Optional.empty();
                    held();
                    reload.answer().complete(true);
                }
            }
        }
        decide(asks);
        if (!notes.isEmpty()) {
            note(notes);
        }
    }

    private void note(List<DeniedEntry> notes) {
        Held by = held();
        Frontier next = by.log().frontier().copy();
        Instant now = now();
        database.inTransaction(connection -> {
            lease.require(connection);
            writer.note(connection, by, next, notes, now);
            return true;
        });
        held = Optional.of(by.withLog(next));
        known = Optional.of(next);
    }

    private Held held() {
        if (held.isEmpty()) {
            Held loaded = loader.load(lease, known, clock.instant());
            latest = latest.isAfter(loaded.latestSpend()) ? latest : loaded.latestSpend();
            held = Optional.of(loaded);
            known = Optional.of(loaded.log().frontier());
        }
        return held.get();
    }

    /** Whether nobody has confirmed yet that the database is the one that it was; nothing is written then. */
    private boolean isUnwitnessed() {
        LogPosition log = held().log();
        long fence = lease.fence().orElseThrow(LeaseLostException::new);
        boolean suffices = witnesses.suffice(new Witnesses.Epoch(fence, log.restored()));
        logSize.set(log.frontier().size());
        LogStanding standing = suffices ? LogStanding.CONFIRMED : LogStanding.UNWITNESSED;
        logStanding =
                log.halted().map(denial -> new LogStanding(denial.code(), true)).orElse(standing);
        return log.halted().isEmpty() && !suffices;
    }

    private void decide(List<Ticket.Ask> asks) {
        if (isUnwitnessed()) {
            asks.stream().filter(GateThread::isWish).forEach(GateThread::awaitWitnesses);
            decideAll(asks.stream().filter(ask -> !isWish(ask)).toList());
        } else {
            decideAll(asks);
        }
    }

    private static boolean isWish(Ticket.Ask ask) {
        return ask.request() instanceof GateRequest.Signing;
    }

    private static void awaitWitnesses(Ticket.Ask ask) {
        ask.answer()
                .completeExceptionally(new ProblemException(new Problem(
                        503, "unwitnessed", "too few witnesses have confirmed the log since this signer is active")));
    }

    private void decideAll(List<Ticket.Ask> asks) {
        if (asks.isEmpty()) {
            keepLease();
            return;
        }
        batchSizes.record(asks.size());
        try {
            answer(asks, write(asks.stream().map(Ticket.Ask::request).toList()));
        } catch (DatabaseUnavailableException e) {
            held = Optional.empty();
            asks.forEach(ask -> ask.answer().completeExceptionally(e));
        } catch (DataRefusedException e) {
            held = Optional.empty();
            if (asks.size() == 1) {
                refuse(asks.getFirst(), e);
            } else {
                // One request that the schema refuses must not take the others with it.
                asks.forEach(ask -> decide(List.of(ask)));
            }
        }
    }

    /** What cannot be recorded is not signed; that it was asked for is journaled, and its token spent. */
    private void refuse(Ticket.Ask ask, DataRefusedException refused) {
        try {
            Outcome outcome = write(List.of(ask.request().unrecordable())).getFirst();
            if (outcome instanceof Outcome.Replayed) {
                ask.answer().complete(outcome);
            }
            ask.answer().completeExceptionally(refused);
        } catch (DatabaseUnavailableException | DataRefusedException e) {
            held = Optional.empty();
            ask.answer().completeExceptionally(e);
        }
    }

    private List<Outcome> write(List<GateRequest> requests) {
        Held by = held();
        Frontier next = by.log().frontier().copy();
        Instant now = now();
        List<Outcome> outcomes = database.inTransaction(connection -> {
            lease.require(connection);
            return writer.write(connection, by, next, requests, now);
        });
        held = Optional.of(by.withLog(next));
        known = Optional.of(next);
        return outcomes;
    }

    private static void answer(List<Ticket.Ask> asks, List<Outcome> outcomes) {
        for (int i = 0; i < asks.size(); i++) {
            asks.get(i).answer().complete(outcomes.get(i));
        }
    }

    /** What was read is read again after a change, whatever became of it. */
    private <T> void apply(Ticket.Change<T> change) {
        held = Optional.empty();
        try {
            T result = database.inTransaction(connection -> {
                lease.require(connection);
                return change.work().run(connection);
            });
            held();
            change.answer().complete(result);
        } catch (LeaseLostException e) {
            throw e;
        } catch (RuntimeException e) {
            change.answer().completeExceptionally(e);
        }
    }

    private void keepLease() {
        held();
        Instant now = now();
        boolean compacts = now.isAfter(compacted.plus(config.compaction()));
        if (compacts || lease.isRenewalDue()) {
            database.inTransaction(connection -> {
                lease.require(connection);
                if (compacts) {
                    usage.compact(connection, now);
                }
                return true;
            });
            compacted = compacts ? now : compacted;
        }
    }

    /** A time that never goes back, whatever the clock does. */
    private Instant now() {
        Instant now = clock.instant();
        latest = now.isAfter(latest) ? now : latest;
        return latest;
    }
}
