package dev.quittance.gateway.receipt;

import dev.quittance.gateway.database.Also;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Receipts from the signer-service: with the answer if it is quick enough, and by the completion if it is not. */
public final class IssuedReceipts implements Receipts, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(IssuedReceipts.class);

    private final ReceiptStore store;
    private final ReceiptSigner signer;
    private final ReceiptConfig config;
    private final Issuer issuer;
    private final Completion completion;
    private final Witnessing witnessing;
    private final Semaphore places;
    private final ExecutorService asking = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("receipt-", 0).factory());

    /** Receipts that are not completed before {@link #start}. */
    public IssuedReceipts(
            ReceiptStore store,
            ReceiptSigner signer,
            ReceiptConfig config,
            InstantSource clock,
            MeterRegistry metrics) {
        this.store = store;
        this.signer = signer;
        this.config = config;
        issuer = new Issuer(store, signer, config, clock, metrics);
        completion = new Completion(store, issuer, config);
        witnessing = new Witnessing(store, signer, config, metrics);
        places = new Semaphore(config.waitingMax());
    }

    /** Begins to complete what is owed. */
    public void start() {
        completion.start();
        witnessing.start();
    }

    @Override
    public Also owing(ReceiptFacts facts) {
        return store.owing(facts, config.completionGrace());
    }

    @Override
    public void stands(Connection connection, UUID paymentId, Standing standing) throws SQLException {
        store.learn(connection, paymentId, held -> held.withStanding(standing), Duration.ZERO);
    }

    /** The signer is asked beside the waiting: what comes too late for the answer is kept all the same. */
    @Override
    public ForAnswer forAnswer(ReceiptFacts facts) {
        var result = new CompletableFuture<Issuer.Result>();
        if (!places.tryAcquire()) {
            issuer.count("overloaded");
            return new ForAnswer(Optional.empty(), owing(facts));
        }
        try {
            asking.execute(() -> ask(facts, result));
        } catch (RejectedExecutionException e) {
            places.release();
            return new ForAnswer(Optional.empty(), owing(facts));
        }
        return await(result)
                .map(issued ->
                        new ForAnswer(Optional.of(issued.document().toJson().toString()), issued.keeping()))
                .orElseGet(() -> new ForAnswer(Optional.empty(), owing(facts)));
    }

    private void ask(ReceiptFacts facts, CompletableFuture<Issuer.Result> waiting) {
        try {
            Issuer.Result result = issuer.issueForAnswer(facts);
            if (!waiting.complete(result)) {
                issuer.keep(result);
            }
        } catch (RuntimeException | InterruptedException e) {
            LOG.warnf("The receipt of payment %s follows later: %s", facts.paymentId(), e);
            waiting.complete(new Issuer.Result.Away());
        } finally {
            places.release();
        }
    }

    private Optional<Issuer.Result.Issued> await(CompletableFuture<Issuer.Result> result) {
        try {
            return issued(result.get(config.answerWait().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            if (!result.cancel(false)) {
                return issued(result.join());
            }
            issuer.count("late");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a receipt is never given with an exception", e);
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Optional<Issuer.Result.Issued> issued(Issuer.Result result) {
        return switch (result) {
            case Issuer.Result.Issued issued -> Optional.of(issued);
            case Issuer.Result.Refused(), Issuer.Result.Away() -> Optional.empty();
        };
    }

    @Override
    public Optional<String> newest(UUID paymentId) {
        return store.newest(paymentId);
    }

    @Override
    public boolean areIssued() {
        return true;
    }

    @Override
    public void close() {
        completion.close();
        witnessing.close();
        asking.shutdown();
        signer.close();
    }
}
