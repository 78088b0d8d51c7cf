package dev.quittance.gateway.receipt;

import dev.quittance.gateway.receipt.ReceiptSigner.Signing;
import dev.quittance.gateway.receipt.ReceiptStore.Due;
import dev.quittance.gateway.receipt.ReceiptStore.Next;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jboss.logging.Logger;

/** One receipt from what is owed to what is signed: the draft is kept, the signer asked, the document kept. */
final class Issuer {
    private static final Logger LOG = Logger.getLogger(Issuer.class);

    private final ReceiptStore store;
    private final ReceiptSigner signer;
    private final ReceiptConfig config;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    Issuer(ReceiptStore store, ReceiptSigner signer, ReceiptConfig config, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.signer = signer;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What came of it. */
    sealed interface Result {
        /** The newest receipt. */
        record Issued(ReceiptDocument document) implements Result {}

        /** The signer says no to this one. */
        record Refused() implements Result {}

        /** The signer says nothing, and would say nothing of others either. */
        record Away() implements Result {}
    }

    /** Owes the facts and issues their receipt. */
    Result issue(ReceiptFacts facts) throws InterruptedException {
        Next next = store.inTransaction(connection -> {
            store.owe(connection, facts, config.completionGrace());
            return store.next(connection, facts.paymentId(), clock.instant());
        });
        var due = new Due(facts.paymentId(), 0);
        Result result = issue(next, due);
        // A draft of what was known before had to be finished first; the answer wants the one after it.
        boolean outdated = result instanceof Result.Issued(var document)
                && facts.response().isPresent()
                && !facts.response().equals(document.quittance().facts().response());
        return outdated ? issue(due) : result;
    }

    /** Issues what is owed already. */
    Result issue(Due due) throws InterruptedException {
        Next next = store.inTransaction(connection -> store.next(connection, due.paymentId(), clock.instant()));
        return issue(next, due);
    }

    private Result issue(Next next, Due due) throws InterruptedException {
        return switch (next) {
            case Next.Issued(var document) -> new Result.Issued(document);
            case Next.Draft(var quittance) ->
                switch (signer.sign(quittance)) {
                    case Signing.Signed(var document) -> issued(document);
                    case Signing.Refused(var code) -> {
                        LOG.errorf("The signer refuses a receipt of payment %s: %s", due.paymentId(), code);
                        postpone(due.paymentId(), config.retryWaitMax());
                        count("refused");
                        yield new Result.Refused();
                    }
                    case Signing.Unavailable(var why) -> {
                        LOG.debugf("The receipt of payment %s waits: %s", due.paymentId(), why);
                        postpone(due.paymentId(), pause(due.attempts()));
                        count("unavailable");
                        yield new Result.Away();
                    }
                };
        };
    }

    private Result issued(ReceiptDocument document) {
        store.inTransaction(connection -> store.issue(connection, document));
        count("issued");
        return new Result.Issued(document);
    }

    private void postpone(UUID paymentId, Duration wait) {
        store.inTransaction(connection -> store.postpone(connection, paymentId, wait));
    }

    /** Doubles with each attempt in vain. */
    private Duration pause(int attempts) {
        Duration wait = config.retryWaitMin();
        for (int i = 0; i < attempts && wait.compareTo(config.retryWaitMax()) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(config.retryWaitMax()) < 0 ? wait : config.retryWaitMax();
    }

    void count(String result) {
        metrics.counter("quittance.gateway.receipts", "result", result).increment();
    }
}
