package dev.quittance.signer.measurement;

import dev.quittance.attestation.Measurement;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What this process is, taken once, before it holds any key. The process measures itself: who owns its machine can lie. */
@Singleton
public final class OwnMeasurement {
    private static final FutureTask<Measurement> TAKEN =
            new FutureTask<>(() -> Measured.ofThisProcess().measurement());

    private final Measurement measurement = taken();

    /** Begins to measure while the rest of the process starts; whoever needs the measurement waits for it. */
    public static void begin() {
        Thread.ofPlatform().daemon().name("measurement").start(TAKEN);
    }

    public Measurement measurement() {
        return measurement;
    }

    private static Measurement taken() {
        // Nothing happens when it has begun.
        TAKEN.run();
        try {
            return TAKEN.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while this process is measured", e);
        }
    }
}
