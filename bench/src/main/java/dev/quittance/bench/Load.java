package dev.quittance.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many callers at once, each on its own connection and with one request under way at a time.
 *
 * @param port of the facilitator
 * @param path of what is asked
 * @param token bearer token
 * @param callers at once
 * @param timeLimit after which no caller sends any more
 */
record Load(int port, String path, String token, int callers, Duration timeLimit) {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(95);

    /** What a load came to. */
    record Result(List<Answered> answers, Duration elapsed) {
        long count(String member) {
            return answers.stream().filter(answer -> answer.says(member)).count();
        }

        double perSecond(String member) {
            return count(member) * 1e9 / elapsed.toNanos();
        }

        double successRatio(String member) {
            return answers.isEmpty() ? 0 : (double) count(member) / answers.size();
        }

        /** The latency that a part of the answers did not exceed, in milliseconds. */
        double latencyMillis(double part) {
            var sorted = answers.stream().map(Answered::latency).sorted().toList();
            int index = (int) Math.ceil(part * sorted.size()) - 1;
            return sorted.isEmpty()
                    ? Double.NaN
                    : sorted.get(Math.max(index, 0)).toNanos() / 1e6;
        }
    }

    /** Sends each payment once, in order; returns when the last answer is there. */
    Result run(List<SignedPayment> payments) throws InterruptedException {
        var cursor = new AtomicInteger();
        var connected = new CountDownLatch(callers);
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<List<Answered>>>();
            for (int caller = 0; caller < callers; caller++) {
                running.add(executor.submit(() -> {
                    Optional<Connection> connection = open();
                    connected.countDown();
                    start.await();
                    return call(connection, payments, cursor);
                }));
            }
            connected.await();
            long begin = System.nanoTime();
            start.countDown();
            var answers = new ArrayList<Answered>(payments.size());
            for (Future<List<Answered>> caller : running) {
                answers.addAll(caller.get());
            }
            return new Result(List.copyOf(answers), Duration.ofNanos(System.nanoTime() - begin));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller broke", e.getCause());
        }
    }

    private List<Answered> call(Optional<Connection> open, List<SignedPayment> payments, AtomicInteger cursor)
            throws IOException {
        var answers = new ArrayList<Answered>();
        long end = System.nanoTime() + timeLimit.toNanos();
        Optional<Connection> connection = open;
        int next = cursor.getAndIncrement();
        while (next < payments.size() && System.nanoTime() < end) {
            SignedPayment payment = payments.get(next);
            long begin = System.nanoTime();
            try {
                connection = connection.isPresent() ? connection : Optional.of(connect());
                var response = connection.orElseThrow().send(Connection.post(port, path, token, payment.body()));
                answers.add(new Answered(payment, response.status(), response.body(), begin, System.nanoTime()));
            } catch (IOException e) {
                answers.add(new Answered(payment, 0, e.toString(), begin, System.nanoTime()));
                close(connection);
                connection = Optional.empty();
            }
            next = cursor.getAndIncrement();
        }
        close(connection);
        return answers;
    }

    private Connection connect() throws IOException {
        return new Connection(port, ANSWER_LIMIT);
    }

    private Optional<Connection> open() {
        try {
            return Optional.of(connect());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void close(Optional<Connection> connection) throws IOException {
        if (connection.isPresent()) {
            connection.get().close();
        }
    }
}
