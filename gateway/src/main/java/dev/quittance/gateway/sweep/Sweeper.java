package dev.quittance.gateway.sweep;

import dev.quittance.gateway.payment.Payments;
import dev.quittance.gateway.reservation.AbandonedStore;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.ReservationStore;
import dev.quittance.gateway.reservation.StoreUnavailableException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Looks after what was left behind: asks again for settlements with an open outcome, declares refunds due for what was paid
 * and never fetched, deletes answers whose time is over.
 */
public final class Sweeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private final BooleanSupplier ready;
    private final ReservationStore reservations;
    private final AbandonedStore abandoned;
    private final Payments payments;
    private final SweepConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long answerBytes;

    /** @param ready whether the schema is there */
    public Sweeper(
            BooleanSupplier ready,
            ReservationStore reservations,
            AbandonedStore abandoned,
            Payments payments,
            SweepConfig config) {
        this.ready = ready;
        this.reservations = reservations;
        this.abandoned = abandoned;
        this.payments = payments;
        this.config = config;
    }

    public void start() {
        Thread.ofVirtual().name("sweeper").start(this::run);
    }

    /** Bytes of all stored answers, as of the last look. */
    public long answerBytes() {
        return answerBytes;
    }

    private void run() {
        try {
            while (!stopped.await(config.period().toMillis(), TimeUnit.MILLISECONDS)) {
                if (ready.getAsBoolean()) {
                    sweep();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at everything. */
    public void sweep() throws InterruptedException {
        try {
            for (var question : abandoned.settling()) {
                each(question.paymentId(), () -> settle(question));
            }
            for (UUID paymentId : abandoned.unclaimed(config.undeliveredAfter())) {
                each(paymentId, () -> end(paymentId));
            }
            int deleted = abandoned.deleteExpiredAnswers();
            if (deleted > 0) {
                LOG.debugf("%d stored answers expired", deleted);
            }
            answerBytes = abandoned.answerBytes();
        } catch (StoreUnavailableException e) {
            LOG.warnf("What was left behind waits for the database: %s", e.getCause());
        }
    }

    private void settle(AbandonedStore.Question question) throws InterruptedException {
        var found = reservations.find(question.paymentId());
        if (found.isPresent()) {
            payments.settleAbandoned(found.get(), FacilitatorRequest.fromJson(JsonObject.parse(question.request())));
        }
    }

    private void end(UUID paymentId) throws InterruptedException {
        var found = reservations.find(paymentId);
        if (found.isPresent()) {
            payments.endUnclaimed(found.get());
        }
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** One payment's trouble is not the next one's. */
    private static void each(UUID paymentId, Work work) throws InterruptedException {
        try {
            work.run();
        } catch (LeaseLostException e) {
            LOG.debugf("Payment %s was taken up by somebody else", paymentId);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.errorf(e, "Payment %s cannot be looked after", paymentId);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
