package dev.quittance.gateway.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends the requests of one event loop whose servers say nothing for too long. All wait equally long, so one timer that looks at the
 * oldest is enough; a timer for each would take a twentieth of all that a request costs.
 */
final class Patience {
    private static final long NO_ERROR = 0;

    private final Vertx vertx;
    private final long nanos;
    /** When each has waited too long, in the order in which that comes. */
    private final Map<HttpClientRequest, Long> waiting = new LinkedHashMap<>();

    private boolean looking;

    Patience(Vertx vertx, Duration most) {
        this.vertx = vertx;
        nanos = most.toNanos();
    }

    void begin(HttpClientRequest request) {
        waiting.put(request, System.nanoTime() + nanos);
        if (!looking) {
            lookAfter(nanos);
        }
    }

    void end(HttpClientRequest request) {
        waiting.remove(request);
    }

    private void lookAfter(long pause) {
        looking = true;
        vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(pause)), _ -> look());
    }

    private void look() {
        looking = false;
        long now = System.nanoTime();
        while (!waiting.isEmpty()) {
            var oldest = waiting.entrySet().iterator().next();
            long left = oldest.getValue() - now;
            if (left > 0) {
                lookAfter(left);
                return;
            }
            waiting.remove(oldest.getKey());
            oldest.getKey().reset(NO_ERROR, new TimeoutException("the server says nothing"));
        }
    }
}
