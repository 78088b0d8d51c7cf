package dev.quittance.gateway.receipt;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.SignerAnswer;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.Reception;
import dev.quittance.transparency.SeenStore;
import dev.quittance.transparency.Witness;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Shows the signer the newest checkpoint of its log that was seen, and keeps the one that it answers once it is verified. */
final class Witnessing implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Witnessing.class);
    private static final String FAULTS = "quittance.gateway.signer.log.faults";
    /** A start that fails for another reason is over before. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final Witness<ReceiptStoreException, RuntimeException> witness;
    private final Duration period;
    private final MeterRegistry metrics;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean closed;

    Witnessing(ReceiptStore store, ReceiptSigner signer, ReceiptConfig config, MeterRegistry metrics) {
        this.witness = new Witness<>(
                new Kept(store),
                shown -> ask(signer, shown),
                () -> LOG.warn("the signer's log was restored, which it states: what was seen beyond is given up"));
        this.period = config.witnessPeriod();
        this.metrics = metrics;
        for (LogFault fault : LogFault.values()) {
            metrics.counter(FAULTS, "code", fault.code());
        }
        signer.whenUnwitnessed(due::release);
    }

    void start() {
        Thread.ofVirtual().name("signer-log-witness").start(this::run);
    }

    private void run() {
        try {
            long pause = FIRST_PAUSE.toMillis();
            while (!closed) {
                boolean woken = due.tryAcquire(pause, TimeUnit.MILLISECONDS);
                if (woken) {
                    due.drainPermits();
                }
                if (!closed) {
                    present();
                }
                pause = period.toMillis();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round, which never fails: what cannot be done now is done in the next. */
    void present() throws InterruptedException {
        try {
            witness.present();
        } catch (LogFaultException e) {
            metrics.counter(FAULTS, "code", e.fault().code()).increment();
            LOG.errorf("the signer's log is not to be believed: %s", e.getMessage());
        } catch (MalformedException | ReceiptStoreException e) {
            LOG.debugf("the signer's log is not seen now: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the signer's log could not be seen", e);
        }
    }

    private static Optional<Reception> ask(ReceiptSigner signer, Presentation shown) throws InterruptedException {
        return switch (signer.present(shown)) {
            case SignerAnswer.Given(var given) -> Optional.of(Reception.fromJson(given));
            case SignerAnswer.Unavailable(var _) -> Optional.empty();
            case SignerAnswer.Refused(var code) -> {
                LOG.errorf("the signer refuses the checkpoint that was seen: %s", code);
                yield Optional.empty();
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        due.release();
    }

    /** In the gateway's own database, which all replicas share. */
    private record Kept(ReceiptStore store) implements Witness.Memory<ReceiptStoreException> {
        @Override
        public Optional<Anchor> newest() {
            return store.inTransaction(SeenStore::newest);
        }

        @Override
        public void keep(Anchor anchor) throws LogFaultException {
            long size = anchor.checkpoint().size();
            store.inTransaction(connection -> SeenStore.keep(connection, anchor, size));
        }
    }
}
