package dev.quittance.gateway.receipt;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.receipt.ReceiptSigner.Signing;
import dev.quittance.gateway.receipt.ReceiptStore.Due;
import dev.quittance.gateway.receipt.ReceiptStore.Next;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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
        /**
         * The newest receipt.
         *
         * @param keeping what keeps it; nothing when it is kept
         */
        record Issued(ReceiptDocument document, Also keeping) implements Result {}

        /** The signer says no to this one. */
        record Refused() implements Result {}

        /** The signer says nothing, and would say nothing of others either. */
        record Away() implements Result {}
    }

    /** Owes the facts and has their receipt signed; the caller keeps it with the answer. */
    Result issueForAnswer(ReceiptFacts facts) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Quittance> first = store.draftFirst(facts, now, config.completionGrace());
        if (first.isPresent()) {
            return sign(first.get(), new Due(facts.paymentId(), 0));
        }
        Next next = store.inTransaction(connection -> {
            store.owe(connection, facts, config.completionGrace());
            return store.next(connection, facts.paymentId(), now);
        });
        var due = new Due(facts.paymentId(), 0);
        Result result = issue(next, due);
        // A draft of what was known before had to be finished first; the answer wants the one after it.
        boolean outdated = result instanceof Result.Issued issued
                && facts.response().isPresent()
                && !facts.response()
                        .equals(issued.document().quittance().facts().response());
        if (outdated) {
            keep(result);
            return issue(store.inTransaction(connection -> store.next(connection, due.paymentId(), now)), due);
        }
        return result;
    }

    /** Issues and keeps what is owed already. */
    Result issue(Due due) throws InterruptedException {
        Result result =
                issue(store.inTransaction(connection -> store.next(connection, due.paymentId(), clock.instant())), due);
        keep(result);
        return result;
    }

    private Result issue(Next next, Due due) throws InterruptedException {
        return switch (next) {
            case Next.Issued(var document) -> new Result.Issued(document, Also.NOTHING);
            case Next.Draft(var quittance) -> sign(quittance, due);
        };
    }

    private Result sign(Quittance quittance, Due due) throws InterruptedException {
        return switch (signer.sign(quittance)) {
            case Signing.Signed(var document) -> {
                count("issued");
                yield new Result.Issued(document, ReceiptStore.keeping(document));
            }
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
    }

    /** Keeps a receipt that is not kept yet, in a transaction of its own. */
    void keep(Result result) {
        if (result instanceof Result.Issued issued) {
            store.inTransaction(connection -> issued.keeping().in(connection));
        }
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
