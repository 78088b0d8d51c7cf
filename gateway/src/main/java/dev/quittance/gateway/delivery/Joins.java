package dev.quittance.gateway.delivery;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Where identical requests wait for the one of them that runs here, or on another replica. */
public final class Joins {
    /** A running request on another replica wakes nobody here; so everybody looks again this often. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ConcurrentHashMap<UUID, CountDownLatch> running = new ConcurrentHashMap<>();
    private final Semaphore places;

    /** @param placesMax requests that may wait at once */
    public Joins(int placesMax) {
        places = new Semaphore(placesMax);
    }

    public void begin(UUID paymentId) {
        running.putIfAbsent(paymentId, new CountDownLatch(1));
    }

    /** Wakes all who wait for this payment. */
    public void end(UUID paymentId) {
        var latch = running.remove(paymentId);
        if (latch != null) {
            latch.countDown();
        }
    }

    /** Whether there is a place to wait; who got one must {@link #leave()}. */
    public boolean enter() {
        return places.tryAcquire();
    }

    public void leave() {
        places.release();
    }

    /** Waits until the payment may look different: woken when it runs here, for a moment when it runs elsewhere. */
    public void await(UUID paymentId, Duration atMost) throws InterruptedException {
        var latch = running.get(paymentId);
        long millis = Math.min(atMost.toMillis(), LOOK.toMillis());
        if (latch == null) {
            TimeUnit.MILLISECONDS.sleep(millis);
        } else if (latch.await(millis, TimeUnit.MILLISECONDS)) {
            return;
        }
    }
}
