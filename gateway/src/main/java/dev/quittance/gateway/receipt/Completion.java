package dev.quittance.gateway.receipt;

import dev.quittance.gateway.receipt.ReceiptStore.Due;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Issues the receipts that are still owed: after an outage of the signer, of streamed answers, of finality. */
final class Completion implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Completion.class);

    private final ReceiptStore store;
    private final Issuer issuer;
    private final ReceiptConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Completion(ReceiptStore store, Issuer issuer, ReceiptConfig config) {
        this.store = store;
        this.issuer = issuer;
        this.config = config;
    }

    void start() {
        Thread.ofVirtual().name("receipt-completion").start(this::run);
    }

    private void run() {
        Duration pause = config.completionPeriod();
        try {
            while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = completeSome() ? Duration.ZERO : config.completionPeriod();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for one batch; whether there may be more at once. */
    private boolean completeSome() throws InterruptedException {
        Duration lease = config.signTimeout().multipliedBy(2);
        try {
            List<Due> batch =
                    store.inTransaction(connection -> store.claim(connection, config.completionBatch(), lease));
            for (Due due : batch) {
                if (issuer.issue(due) instanceof Issuer.Result.Away) {
                    return false;
                }
            }
            return batch.size() == config.completionBatch();
        } catch (ReceiptStoreException e) {
            LOG.debug("Owed receipts wait for the database");
            return false;
        } catch (RuntimeException e) {
            LOG.error("Owed receipts could not be completed", e);
            return false;
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
