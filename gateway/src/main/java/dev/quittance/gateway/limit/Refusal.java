package dev.quittance.gateway.limit;

import dev.quittance.gateway.answer.Answer;
import java.time.Duration;

/** A request that came too much, and when the next one may come. */
record Refusal(Limit limit, Duration pause) {

    static Refusal after(Limit limit, long nanos) {
        return new Refusal(limit, Duration.ofNanos(nanos));
    }

    /** A 429 that programs can act on (RFC 6585 §4); the wait is rounded up to whole seconds. */
    Answer answer() {
        long seconds = Math.max(1, pause.plusSeconds(1).minusNanos(1).toSeconds());
        return Answer.problem(limit.status(), limit.code(), limit.detail()).withRetryAfter(Duration.ofSeconds(seconds));
    }
}
