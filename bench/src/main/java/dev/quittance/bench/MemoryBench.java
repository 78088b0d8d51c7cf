package dev.quittance.bench;

import dev.quittance.devstack.suite.Measurement;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** How much memory the gateway holds: with many idle connections, and while a large answer streams through. */
final class MemoryBench {
    private static final String BENCH = "gateway";
    private static final double MEGA = 1 << 20;
    private static final int CONNECTIONS = 10_000;
    /** Connections from one address: far fewer than the ports that it has. */
    private static final int CONNECTIONS_PER_ADDRESS = 2_500;

    private static final long WARM_UP_BYTES = 128L << 20;
    private static final long STREAMED_BYTES = 1L << 30;
    private static final int TIMEOUT_MS = 30_000;
    private static final Duration LOOKS_APART = Duration.ofMillis(50);

    private final BenchSuite suite;
    private final PrintStream told;

    MemoryBench(BenchSuite suite, PrintStream told) {
        this.suite = suite;
        this.told = told;
    }

    /** Resident memory with connections that were all used once and are kept alive. */
    Metric idle() throws IOException {
        long before = resident();
        var open = new ArrayList<Socket>(CONNECTIONS);
        try {
            byte[] request = Connection.get(suite.gatewayPort(), "/free", "");
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(used(i, request));
            }
            long with = resident();
            told.printf(
                    Locale.ROOT,
                    "%d idle connections: %.0f MB, before %.0f%n",
                    CONNECTIONS,
                    with / MEGA,
                    before / MEGA);
            for (Socket socket : open) {
                require(socket.getInputStream().available() == 0, "an idle connection was closed or written to");
            }
            return Metric.of(BENCH, "idle_10k_rss_mb", with / MEGA, "MB");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private Socket used(int number, byte[] request) throws IOException {
        var socket = new Socket();
        int address = 2 + number / CONNECTIONS_PER_ADDRESS;
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), suite.gatewayPort()), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.getOutputStream().write(request);
        var answer = new StringBuilder();
        byte[] bytes = new byte[4_096];
        while (!answer.toString().endsWith(GatewayBench.ANSWER)) {
            int read = socket.getInputStream().read(bytes);
            require(read > 0, "connection " + number + " was closed by the gateway");
            answer.append(new String(bytes, 0, read, StandardCharsets.US_ASCII));
        }
        require(answer.toString().startsWith("HTTP/1.1 200"), "an idle connection was not answered with 200");
        return socket;
    }

    /** By how much resident memory rises while a gigabyte streams, above what it was after a smaller answer. */
    Metric streaming() throws IOException, InterruptedException {
        told.println("streaming " + (STREAMED_BYTES >> 20) + " MB");
        drain(WARM_UP_BYTES);
        long before = resident();
        var most = new AtomicLong(before);
        var done = new AtomicBoolean();
        var watch = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                most.accumulateAndGet(resident(), Math::max);
                LockSupport.parkNanos(LOOKS_APART.toNanos());
            }
        });
        long begin = System.nanoTime();
        try {
            drain(STREAMED_BYTES);
        } finally {
            done.set(true);
            watch.join();
        }
        told.printf(
                Locale.ROOT,
                "%.0f MB a second; resident before %.0f MB, at most %.0f MB%n",
                STREAMED_BYTES / MEGA * 1e9 / (System.nanoTime() - begin),
                before / MEGA,
                most.get() / MEGA);
        return Metric.of(BENCH, "stream_1gb_rss_growth_mb", (most.get() - before) / MEGA, "MB");
    }

    private void drain(long bytes) throws IOException {
        try (var connection = new Connection(suite.gatewayPort(), Duration.ofMillis(TIMEOUT_MS))) {
            long came = connection.drain(Connection.get(suite.gatewayPort(), "/bytes/" + bytes, ""));
            require(came == bytes, came + " bytes came instead of " + bytes);
        }
    }

    private long resident() {
        return suite.parts().stream()
                .filter(part -> part.name().equals("gateway"))
                .mapToLong(Measurement::residentBytes)
                .findFirst()
                .orElseThrow();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new BenchFailedException(otherwise);
        }
    }
}
