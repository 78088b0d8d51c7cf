package dev.quittance.facilitator.coalesce;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts questions together without holding any up: one goes out at once when none is out, and what comes until its answer is
 * back goes out in one. So a lone caller waits for nobody, and many callers share.
 */
public final class Coalescer<Q, A> {
    private final String name;
    private final Limits limits;
    private final Source<Q, A> source;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Asked<Q, A>> queue = new ArrayDeque<>();
    private boolean asking;

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    /**
     * Bounds.
     *
     * @param batchMax questions that go out in one
     * @param queueMax questions that may wait; more are refused at once
     * @param waitMax longest time from question to answer
     */
    public record Limits(int batchMax, int queueMax, Duration waitMax) {
        public Limits {
            if (batchMax < 1 || queueMax < 1) {
                throw new IllegalArgumentException("batchMax and queueMax must be at least 1");
            }
        }
    }

    /** Who answers. Called by one thread at a time. */
    @FunctionalInterface
    public interface Source<Q, A> {
        /** The answers in the order of the questions; what it throws, every asker gets. */
        List<A> answer(List<Q> questions) throws Exception;
    }

    public Coalescer(String name, Limits limits, Source<Q, A> source) {
        this.name = name;
        this.limits = limits;
        this.source = source;
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws OverloadedException when too many wait, or the answer takes too long
     * @throws ExecutionException with what the source threw as its cause
     */
    public A ask(Q question) throws OverloadedException, ExecutionException, InterruptedException {
        var asked = new Asked<>(question, new CompletableFuture<A>());
        enqueue(asked);
        try {
            return asked.answer().get(limits.waitMax().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new OverloadedException("no answer within " + limits.waitMax());
        } finally {
            // Who no longer waits is not asked for.
            asked.answer().cancel(false);
        }
    }

    private void enqueue(Asked<Q, A> asked) throws OverloadedException {
        lock.lock();
        try {
            if (queue.size() == limits.queueMax()) {
                throw new OverloadedException("too many wait");
            }
            queue.add(asked);
            if (!asking) {
                asking = true;
                Thread.ofVirtual().name(name).start(this::work);
            }
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        for (List<Asked<Q, A>> batch = next(); !batch.isEmpty(); batch = next()) {
            try {
                answer(batch);
            } catch (Exception e) {
                batch.forEach(asked -> asked.answer().completeExceptionally(e));
            } catch (Error e) {
                batch.forEach(asked -> asked.answer().completeExceptionally(e));
                throw e;
            }
        }
    }

    private void answer(List<Asked<Q, A>> batch) throws Exception {
        List<A> answers = source.answer(batch.stream().map(Asked::question).toList());
        if (answers.size() != batch.size()) {
            throw new IllegalStateException("not one answer for each question");
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    /** What goes out next; empty when nobody waits, and then the worker is gone. */
    private List<Asked<Q, A>> next() {
        lock.lock();
        try {
            var batch = new ArrayList<Asked<Q, A>>();
            while (batch.size() < limits.batchMax() && !queue.isEmpty()) {
                Asked<Q, A> asked = queue.remove();
                if (!asked.answer().isDone()) {
                    batch.add(asked);
                }
            }
            asking = !batch.isEmpty();
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
