package dev.quittance.gateway.receipt;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        places = new Semaphore(config.waitingMax());
    }

    /** Begins to complete what is owed. */
    public void start() {
        completion.start();
    }

    @Override
    public void owe(Connection connection, ReceiptFacts facts) throws SQLException {
        store.owe(connection, facts, config.completionGrace());
    }

    @Override
    public void answered(Connection connection, UUID paymentId, Bytes32 response) throws SQLException {
        store.learn(connection, paymentId, held -> held.withResponse(response), Duration.ZERO);
    }

    @Override
    public void stands(Connection connection, UUID paymentId, Standing standing) throws SQLException {
        store.learn(connection, paymentId, held -> held.withStanding(standing), Duration.ZERO);
    }

    /** The signer is asked beside the waiting: what comes too late for the answer is kept all the same. */
    @Override
    public Optional<String> forAnswer(ReceiptFacts facts) {
        if (!places.tryAcquire()) {
            issuer.count("overloaded");
            return Optional.empty();
        }
        Future<Issuer.Result> result;
        try {
            result = asking.submit(() -> {
                try {
                    return issuer.issue(facts);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            return Optional.empty();
        }
        return await(result, facts.paymentId());
    }

    private Optional<String> await(Future<Issuer.Result> result, UUID paymentId) {
        try {
            return switch (result.get(config.answerWait().toMillis(), TimeUnit.MILLISECONDS)) {
                case Issuer.Result.Issued(var document) ->
                    Optional.of(document.toJson().toString());
                case Issuer.Result.Refused(), Issuer.Result.Away() -> Optional.empty();
            };
        } catch (TimeoutException e) {
            issuer.count("late");
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.warnf("The receipt of payment %s follows later: %s", paymentId, e.getCause());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
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
        asking.shutdown();
        signer.close();
    }
}
