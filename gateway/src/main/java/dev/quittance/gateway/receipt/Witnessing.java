package dev.quittance.gateway.receipt;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.SignerAnswer;
import dev.quittance.transparency.Anchor;
import dev.quittance.transparency.AnchorRules;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.LogFaultException;
import dev.quittance.transparency.Presentation;
import dev.quittance.transparency.Reception;
import dev.quittance.transparency.SeenStore;
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
    /** Once, and once more after a restoration that was stated. */
    private static final int ROUNDS = 2;

    /** A start that fails for another reason is over before. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private final ReceiptStore store;
    private final ReceiptSigner signer;
    private final Duration period;
    private final MeterRegistry metrics;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean closed;

    Witnessing(ReceiptStore store, ReceiptSigner signer, ReceiptConfig config, MeterRegistry metrics) {
        this.store = store;
        this.signer = signer;
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
            for (int round = 0; round < ROUNDS && presentOnce(); round++) {
                LOG.warn("the signer's log was restored, which it states: what was seen beyond is given up");
            }
        } catch (LogFaultException e) {
            metrics.counter(FAULTS, "code", e.fault().code()).increment();
            LOG.errorf("the signer's log is not to be believed: %s", e.getMessage());
        } catch (MalformedException | ReceiptStoreException e) {
            LOG.debugf("the signer's log is not seen now: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the signer's log could not be seen", e);
        }
    }

    /** True when the log was restored, so that the new one is to be shown too. */
    private boolean presentOnce() throws InterruptedException, LogFaultException {
        Optional<Anchor> held = store.inTransaction(SeenStore::newest);
        SignerAnswer answer = signer.present(new Presentation(held));
        if (!(answer instanceof SignerAnswer.Given(var given))) {
            if (answer instanceof SignerAnswer.Refused(var code)) {
                LOG.errorf("the signer refuses the checkpoint that was seen: %s", code);
            }
            return false;
        }
        var judged = AnchorRules.judge(held, Optional.empty(), Reception.fromJson(given));
        long size = judged.anchor().checkpoint().size();
        store.inTransaction(connection -> SeenStore.keep(connection, judged.anchor(), size));
        return judged.isRestored();
    }

    @Override
    public void close() {
        closed = true;
        due.release();
    }
}
