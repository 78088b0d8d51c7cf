package dev.quittance.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Requests that are good for one time each, sent by callers on connections of their own, one request under way on each. One
 * thread serves them all, because it shares the machine with what it measures.
 */
record Shots(int port, int callers) {
    private static final long SILENCE_MAX_MS = 10_000;

    /**
     * What came back.
     *
     * @param refusal the body of an answer that was not 200, if there was one
     * @param millis how long each answer took from when it was due, in ascending order
     */
    record Answers(long right, long wrong, String refusal, List<Double> millis, Duration elapsed) {
        double perSecond() {
            return right * 1e9 / elapsed.toNanos();
        }

        /** The latency that a part of the answers did not exceed, in milliseconds. */
        double latency(double part) {
            return millis.get(Math.max((int) Math.ceil(part * millis.size()) - 1, 0));
        }
    }

    /** Sends all, as fast as the answers come. */
    Answers asFastAsPossible(List<byte[]> requests) throws IOException {
        return send(requests, 0);
    }

    /**
     * Sends all at a pace that the answers do not change: a request that has to wait for a free connection is late, and its
     * latency counts from when it was due.
     */
    Answers at(double perSecond, List<byte[]> requests) throws IOException {
        return send(requests, 1e9 / perSecond);
    }

    private Answers send(List<byte[]> requests, double gapNanos) throws IOException {
        try (var selector = Selector.open()) {
            for (int caller = 0; caller < callers; caller++) {
                Caller.connect(port, selector);
            }
            try {
                return new Run(requests, gapNanos, selector).run();
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    /** One load under way. */
    private static final class Run {
        private final List<byte[]> requests;
        private final double gapNanos;
        private final Selector selector;
        private final ArrayDeque<Caller> idle = new ArrayDeque<>();
        private final IdentityHashMap<Caller, Long> due = new IdentityHashMap<>();
        private final double[] millis;
        private final long begin = System.nanoTime();
        private int next;
        private int answered;
        private long wrong;
        private String refusal = "";

        Run(List<byte[]> requests, double gapNanos, Selector selector) {
            this.requests = requests;
            this.gapNanos = gapNanos;
            this.selector = selector;
            this.millis = new double[requests.size()];
            selector.keys().forEach(key -> idle.add((Caller) key.attachment()));
        }

        Answers run() throws IOException {
            while (answered < requests.size()) {
                long wait = askWhoIsDue();
                if (selector.select(wait) == 0 && wait == SILENCE_MAX_MS) {
                    throw new BenchFailedException("no answer in " + SILENCE_MAX_MS + " ms");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    take((Caller) key.attachment());
                }
                selector.selectedKeys().clear();
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            List<Double> sorted = Arrays.stream(millis).sorted().boxed().toList();
            return new Answers(answered - wrong, wrong, refusal, sorted, elapsed);
        }

        /** How long to wait for an answer: until the next request is due, if a caller is free for it. */
        private long askWhoIsDue() throws IOException {
            while (next < requests.size() && !idle.isEmpty()) {
                long now = System.nanoTime();
                long at = gapNanos == 0 ? now : begin + (long) (next * gapNanos);
                if (at > now) {
                    return Math.max(1, (at - now) / 1_000_000);
                }
                Caller caller = idle.poll();
                due.put(caller, at);
                caller.ask(requests.get(next++));
            }
            return SILENCE_MAX_MS;
        }

        private void take(Caller caller) throws IOException {
            int status = caller.read();
            if (status != 0) {
                millis[answered++] = (System.nanoTime() - due.getOrDefault(caller, begin)) / 1e6;
                if (status != 200) {
                    wrong++;
                    refusal = caller.body();
                }
                idle.add(caller);
            }
        }
    }
}
