package dev.quittance.bench;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Project;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures the gateway alone: its database is real, the facilitator and the upstream answer at once. Official middleware
 * stands before the same facilitator.
 */
final class GatewayBench {
    static final String ANSWER = "{\"city\":\"Berlin\",\"sky\":\"light rain\",\"celsius\":9}";

    private static final String BENCH = "gateway";
    private static final String PATH = "/weather/berlin";
    private static final int CALLERS = 64;
    private static final int REPLAYED = 512;
    private static final int BUYERS = 8;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final BenchSuite suite;
    private final BenchOptions options;
    private final int facilitatorPort;
    private final int upstreamPort;
    private final Quotes quotes = new Quotes();
    private final PrintStream told;

    GatewayBench(BenchSuite suite, BenchOptions options, int facilitatorPort, int upstreamPort) {
        this.suite = suite;
        this.options = options;
        this.facilitatorPort = facilitatorPort;
        this.upstreamPort = upstreamPort;
        this.told = options.told();
    }

    /** The gateway and the signer, which signs its receipts if there shall be any. */
    static BenchSuite.Choice choice(int facilitatorPort, int upstreamPort, boolean receipts) throws IOException {
        Path routes = Files.createDirectories(
                        Project.root().resolve(".quittance").resolve("bench"))
                .resolve("gateway-routes.yaml");
        Files.writeString(
                routes, """
                version: "1"
                tenant: bench
                upstream: http://127.0.0.1:%d
                routes:
                  - name: weather
                    methods: [GET]
                    path: /weather/*
                    description: Current weather of a city
                    mimeType: application/json
                    accepts:
                      - scheme: exact
                        network: "eip155:%d"
                        asset: "%s"
                        price: "$0.001"
                        payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"
                """.formatted(upstreamPort, Chain.CHAIN_ID, "0x036CbD53842c5426634e7929541eC2318f3dCF7e"));
        var told = new HashMap<String, String>();
        // One payer buys everything here, as nobody would be let do.
        told.put("QUITTANCE_GATEWAY_LIMIT_PAYMENTS_PER_SECOND", "0");
        told.put("QUITTANCE_GATEWAY_ROUTES_FILE", routes.toString());
        told.put("QUITTANCE_GATEWAY_FACILITATORS_0__URL", "http://127.0.0.1:" + facilitatorPort);
        if (!receipts) {
            told.put("QUITTANCE_GATEWAY_RECEIPT_SIGNER_URL", "");
        }
        return new BenchSuite.Choice(Set.of("signer-service", "gateway"), told, List.of());
    }

    List<Metric> measure(int seconds, int warmUp, int purchases) throws IOException, InterruptedException {
        var time = Duration.ofSeconds(seconds);
        var metrics = new ArrayList<Metric>();
        var memory = new MemoryBench(suite, told);
        metrics.add(memory.idle());
        metrics.add(challenges(time));
        metrics.addAll(new ProxyBench(suite, upstreamPort, told).measure(time, purchases));
        metrics.add(memory.streaming());
        warmUp(warmUp);
        metrics.addAll(purchases(purchases));
        metrics.addAll(replays(time));
        return metrics;
    }

    private Metric challenges(Duration time) throws IOException {
        var request = List.of(Connection.get(suite.gatewayPort(), PATH, ""));
        told.println("asking without payment with " + CALLERS + " callers");
        var ours = rate(suite.gatewayPort(), 402, request, time);
        var metric = Metric.of(BENCH, "challenge_per_second", ours.perSecond(), "1/s");
        if (!options.withPeer()) {
            return metric;
        }
        told.println("the official middleware answers the same");
        try (var peer = Peer.server(facilitatorPort, suite.payee(), suite.log("official-server"))) {
            var theirs = rate(peer.port(), 402, List.of(Connection.get(peer.port(), "/upfront", "")), time);
            return metric.beside(Metric.of(BENCH, "challenge_per_second", theirs.perSecond(), "1/s"));
        }
    }

    private Rate.Answers rate(int port, int status, List<byte[]> requests, Duration time) throws IOException {
        var rate = new Rate(port, CALLERS, status);
        rate.measure(requests, time.dividedBy(2));
        CpuTime before = CpuTime.now(suite.parts());
        var answers = rate.measure(requests, time);
        String cost = CpuTime.now(suite.parts()).since(before, answers.right());
        told.printf("%.0f a second; %s%n", answers.perSecond(), cost);
        if (answers.wrong() > 0) {
            throw new BenchFailedException(answers.wrong() + " answers are not " + status);
        }
        return answers;
    }

    /** What a paid answer takes beyond what the facilitator and the upstream take by themselves. */
    private List<Metric> purchases(int count) throws IOException {
        told.println("buying " + count + " answers one by one");
        double[] paid = new double[count];
        try (var gateway = new Connection(suite.gatewayPort(), ANSWER_LIMIT)) {
            CpuTime before = CpuTime.now(suite.parts());
            for (int i = 0; i < count; i++) {
                byte[] request = purchase(gateway);
                long begin = System.nanoTime();
                requirePaid(gateway.send(request));
                paid[i] = (System.nanoTime() - begin) / 1e6;
            }
            told.println(CpuTime.now(suite.parts()).since(before, count));
        }
        double upstream = direct(upstreamPort, Connection.get(upstreamPort, PATH, ""), count);
        byte[] settle = Connection.post(
                facilitatorPort,
                "/settle",
                "none",
                suite.payments(1).sign(1).getFirst().body());
        double settlement = direct(facilitatorPort, settle, count);
        double median = median(paid);
        return List.of(
                Metric.of(BENCH, "paid_p50_ms", median, "ms"),
                Metric.of(BENCH, "settle_direct_p50_ms", settlement, "ms"),
                Metric.of(BENCH, "upstream_direct_p50_ms", upstream, "ms"),
                Metric.of(BENCH, "purchase_added_p50_ms", median - settlement - upstream, "ms"));
    }

    /** What pays once in ten thousand requests would otherwise be measured while it is compiled. */
    private void warmUp(int count) throws IOException {
        told.println("buying " + count + " answers with " + BUYERS + " callers to warm up");
        CpuTime before = CpuTime.now(suite.parts());
        var buyers = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int buyer = 0; buyer < BUYERS; buyer++) {
                buyers.add(threads.submit(() -> buy(count / BUYERS)));
            }
            for (var buyer : buyers) {
                buyer.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the warm-up failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        told.println(CpuTime.now(suite.parts()).since(before, count));
    }

    private Void buy(int count) throws IOException {
        try (var gateway = new Connection(suite.gatewayPort(), ANSWER_LIMIT)) {
            for (int i = 0; i < count; i++) {
                requirePaid(gateway.send(purchase(gateway)));
            }
        }
        return null;
    }

    private byte[] purchase(Connection gateway) throws IOException {
        var challenge = gateway.send(Connection.get(suite.gatewayPort(), PATH, ""));
        String quote = challenge
                .header("PAYMENT-REQUIRED")
                .orElseThrow(() -> new BenchFailedException("no challenge but status " + challenge.status()));
        return Connection.get(suite.gatewayPort(), PATH, "PAYMENT-SIGNATURE: " + quotes.pay(quote) + "\r\n");
    }

    private static void requirePaid(Connection.Response answer) {
        if (answer.status() != 200 || !answer.body().equals(ANSWER)) {
            throw new BenchFailedException("a paid request got " + answer.status() + " " + answer.body());
        }
    }

    /** Median of a request sent one at a time, in milliseconds, after half as many that are not timed. */
    static double direct(int port, byte[] request, int count) throws IOException {
        double[] took = new double[count];
        try (var connection = new Connection(port, ANSWER_LIMIT)) {
            for (int i = -count / 2; i < count; i++) {
                long begin = System.nanoTime();
                connection.send(request);
                if (i >= 0) {
                    took[i] = (System.nanoTime() - begin) / 1e6;
                }
            }
        }
        return median(took);
    }

    private List<Metric> replays(Duration time) throws IOException {
        told.println("asking again for " + REPLAYED + " answers that are paid, with " + CALLERS + " callers");
        var requests = new ArrayList<byte[]>();
        try (var gateway = new Connection(suite.gatewayPort(), ANSWER_LIMIT)) {
            for (int i = 0; i < REPLAYED; i++) {
                byte[] request = purchase(gateway);
                requirePaid(gateway.send(request));
                requests.add(request);
            }
        }
        var answers = rate(suite.gatewayPort(), 200, requests, time);
        return List.of(
                Metric.of(BENCH, "replay_per_second", answers.perSecond(), "1/s"),
                Metric.of(BENCH, "replay_success_ratio", answers.successRatio(), "1"));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
