package dev.quittance.signer.gate;

import dev.quittance.signer.database.Database;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.problem.Problem;
import dev.quittance.signer.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that waits for the gate's thread, and gets its answer there. */
sealed interface Ticket {
    /** Where the answer arrives. */
    CompletableFuture<?> answer();

    /** A request to be decided, together with others. */
    record Ask(GateRequest request, CompletableFuture<Outcome> answer) implements Ticket {}

    /** A denial to be journaled when it suits, for which nobody waits. */
    record Note(DeniedEntry denied, CompletableFuture<Boolean> answer) implements Ticket {
        Note(DeniedEntry denied) {
            this(denied, new CompletableFuture<>());
        }
    }

    /** A transaction that changes what is decided by, between decisions. */
    record Change<T>(Database.Work<T> work, CompletableFuture<T> answer) implements Ticket {}

    /** Asks for what was committed elsewhere to be decided by. A standby has nothing to do: it reads all when it is active. */
    record Reload(CompletableFuture<Boolean> answer) implements Ticket {}

    /** Answers as a standby does, if there is no answer yet. */
    default void standBy() {
        switch (this) {
            case Reload reload -> reload.answer().complete(true);
            case Ask _, Note _, Change<?> _ ->
                answer().completeExceptionally(new ProblemException(
                        new Problem(503, "standby", "another signer is active, or will be in a moment")));
        }
    }

    /**
     * Waits for an answer. What has not begun to be decided by the end of the wait will not be.
     *
     * @throws RuntimeException what the gate ended the wait with
     * @throws ProblemException 503 when there is none in time; nothing came of the request, unless it was just being decided
     */
    static <T> T await(CompletableFuture<T> answer, Duration limit) {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            answer.completeExceptionally(
                    new ProblemException(new Problem(503, "gate_timeout", "the decision takes too long; ask again")));
            return await(answer, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a decision", e);
        }
    }
}
