package dev.quittance.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/** What the gateway costs a request that is free: beside the bare upstream, and beside nginx before the same upstream. */
final class ProxyBench {
    private static final String BENCH = "gateway";
    private static final String PATH = "/free";
    private static final int CALLERS = 64;
    /** Times that the two take turns, so that what else the machine does hits both. */
    private static final int TURNS = 3;

    private final BenchSuite suite;
    private final int upstreamPort;
    private final PrintStream told;

    ProxyBench(BenchSuite suite, int upstreamPort, PrintStream told) {
        this.suite = suite;
        this.upstreamPort = upstreamPort;
        this.told = told;
    }

    List<Metric> measure(Duration time, int count) throws IOException, InterruptedException {
        var throughput = beside(time);
        told.println("asking for what is free one by one, " + count + " times " + TURNS);
        double bare = 0;
        double proxied = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            bare += GatewayBench.direct(upstreamPort, Connection.get(upstreamPort, PATH, ""), count) / TURNS;
            int gateway = suite.gatewayPort();
            proxied += GatewayBench.direct(gateway, Connection.get(gateway, PATH, ""), count) / TURNS;
        }
        return List.of(
                throughput.get(0),
                throughput.get(1),
                Metric.of(BENCH, "proxied_p50_ms", proxied, "ms"),
                Metric.of(BENCH, "proxy_added_p50_ms", proxied - bare, "ms"));
    }

    private List<Metric> beside(Duration time) throws IOException, InterruptedException {
        told.println("proxied answers with " + CALLERS + " callers");
        IntSupplier ours = suite::gatewayPort;
        rate(ours, time.dividedBy(2));
        var nginx = Nginx.before(upstreamPort, suite.log("nginx").resolveSibling("nginx"));
        if (nginx.isEmpty()) {
            told.println("SKIPPED: there is no nginx to compare with, and apt does not bring one");
            return List.of(
                    Metric.of(BENCH, "proxied_per_second", rate(ours, time), "1/s"),
                    Metric.none(BENCH, "proxy_rps_ratio_nginx", "1"));
        }
        try (var peer = nginx.get()) {
            rate(peer::port, time.dividedBy(2));
            double our = 0;
            double their = 0;
            for (int turn = 0; turn < TURNS; turn++) {
                our += rate(ours, time.dividedBy(TURNS)) / TURNS;
                their += rate(peer::port, time.dividedBy(TURNS)) / TURNS;
            }
            told.printf(Locale.ROOT, "gateway %.0f a second, nginx %.0f%n", our, their);
            return List.of(
                    Metric.of(BENCH, "proxied_per_second", our, "1/s")
                            .beside(Metric.of(BENCH, "proxied_per_second", their, "1/s")),
                    Metric.of(BENCH, "proxy_rps_ratio_nginx", our / their, "1"));
        }
    }

    private double rate(IntSupplier port, Duration time) throws IOException {
        var request = List.of(Connection.get(port.getAsInt(), PATH, ""));
        CpuTime before = CpuTime.now(suite.parts());
        var answers = new Rate(port.getAsInt(), CALLERS, 200).measure(request, time);
        told.println(CpuTime.now(suite.parts()).since(before, answers.right()));
        if (answers.wrong() > 0) {
            throw new BenchFailedException(answers.wrong() + " proxied answers are not 200");
        }
        return answers.perSecond();
    }
}
