package dev.quittance.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many of the same few requests a server answers in a time: callers on connections of their own, one request under way on
 * each. One thread serves them all, because it shares the machine with what it measures.
 *
 * @param status what counts as an answer
 */
record Rate(int port, int callers, int status) {
    private static final long SILENCE_MAX_MS = 10_000;

    /** What came back. */
    record Answers(long right, long wrong, Duration elapsed) {
        double perSecond() {
            return right * 1e9 / elapsed.toNanos();
        }

        double successRatio() {
            return right + wrong == 0 ? 0 : (double) right / (right + wrong);
        }
    }

    /** Sends the requests in turn, again and again. */
    Answers measure(List<byte[]> requests, Duration time) throws IOException {
        try (var selector = Selector.open()) {
            for (int caller = 0; caller < callers; caller++) {
                Caller.connect(port, selector);
            }
            try {
                return run(selector, requests, time);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    private Answers run(Selector selector, List<byte[]> requests, Duration time) throws IOException {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        int next = 0;
        for (SelectionKey key : selector.keys()) {
            ((Caller) key.attachment()).ask(requests.get(next++ % requests.size()));
        }
        var ready = new ArrayList<Caller>(callers);
        long right = 0;
        long wrong = 0;
        while (System.nanoTime() < end) {
            ready.clear();
            if (selector.select(key -> ready.add((Caller) key.attachment()), SILENCE_MAX_MS) == 0) {
                throw new BenchFailedException("no answer from port " + port + " in " + SILENCE_MAX_MS + " ms");
            }
            for (Caller caller : ready) {
                int answered = caller.read();
                if (answered != 0) {
                    right += answered == status ? 1 : 0;
                    wrong += answered == status ? 0 : 1;
                    caller.ask(requests.get(next++ % requests.size()));
                }
            }
        }
        return new Answers(right, wrong, Duration.ofNanos(System.nanoTime() - begin));
    }
}
