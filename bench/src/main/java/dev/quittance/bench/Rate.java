package dev.quittance.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many of the same few requests a server answers in a time, each caller on its own connection with one under way.
 *
 * @param status what counts as an answer
 */
record Rate(int port, int callers, int status) {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /** What came back. */
    record Answers(long right, long wrong, Duration elapsed) {
        double perSecond() {
            return right * 1e9 / elapsed.toNanos();
        }

        double successRatio() {
            return right + wrong == 0 ? 0 : (double) right / (right + wrong);
        }
    }

    /** Sends the requests again and again, each caller beginning at another one. */
    Answers measure(List<byte[]> requests, Duration time) throws InterruptedException {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            var running = new ArrayList<Future<long[]>>();
            for (int caller = 0; caller < callers; caller++) {
                int first = caller;
                running.add(executor.submit(() -> ask(requests, first, begin + time.toNanos())));
            }
            long right = 0;
            long wrong = 0;
            for (Future<long[]> caller : running) {
                right += caller.get()[0];
                wrong += caller.get()[1];
            }
            return new Answers(right, wrong, Duration.ofNanos(System.nanoTime() - begin));
        } catch (ExecutionException e) {
            throw new BenchFailedException("a caller broke: " + e.getCause());
        }
    }

    private long[] ask(List<byte[]> requests, int first, long end) throws IOException {
        long[] counts = new long[2];
        try (var connection = new Connection(port, ANSWER_LIMIT)) {
            for (int next = first; System.nanoTime() < end; next++) {
                int answered =
                        connection.send(requests.get(next % requests.size())).status();
                counts[answered == status ? 0 : 1]++;
            }
        }
        return counts;
    }
}
