package dev.quittance.facilitator.outcome;

import dev.quittance.facilitator.payment.Answer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The calls of this replica that wait for answers. All calls that wait for one payment share one future. */
@Singleton
public final class Waiters {
    private final Map<UUID, Waiting> waiting = new ConcurrentHashMap<>();

    private record Waiting(CompletableFuture<Answer> answer, int calls) {}

    /** Waits for the answer; empty when the time is over first. */
    public Optional<Answer> await(UUID paymentId, Duration timeMax) throws InterruptedException {
        CompletableFuture<Answer> answer = waiting.compute(
                        paymentId,
                        (_, now) -> now == null
                                ? new Waiting(new CompletableFuture<>(), 1)
                                : new Waiting(now.answer(), now.calls() + 1))
                .answer();
        try {
            return Optional.of(answer.get(timeMax.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never completed by a failure", e);
        } finally {
            waiting.computeIfPresent(
                    paymentId, (_, now) -> now.calls() == 1 ? null : new Waiting(now.answer(), now.calls() - 1));
        }
    }

    /** The payments that calls wait for. */
    Set<UUID> payments() {
        return Set.copyOf(waiting.keySet());
    }

    /** Wakes the calls that wait for the payment. */
    void answer(UUID paymentId, Answer answer) {
        Waiting calls = waiting.get(paymentId);
        if (calls != null) {
            calls.answer().complete(answer);
        }
    }
}
