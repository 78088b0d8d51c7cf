package dev.quittance.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Measures {@code /verify}: how many, how fast, and how often the node is asked. */
final class VerifyBench {
    private static final String BENCH = "verify";
    private static final String VALID = "isValid";
    private static final int CALLERS = 64;
    private static final int ALONE = 500;
    private static final int PEER_ALONE = 100;

    private final BenchSuite suite;
    private final BenchOptions options;
    private final PrintStream told;

    VerifyBench(BenchSuite suite, BenchOptions options) {
        this.suite = suite;
        this.options = options;
        this.told = options.told();
    }

    /** What one facilitator did. */
    private record Figures(
            double perSecond, double success, double p50, double p99, double rpc, double aloneP50, double aloneRpc) {}

    List<Metric> measure(int warmUp, int verifications, int peerVerifications)
            throws IOException, InterruptedException {
        var payments = suite.payments(options.payers());
        String token = suite.facilitatorToken();
        told.println("verifying " + verifications + " payments with " + CALLERS + " callers");
        Figures ours = measure(payments, suite.facilitatorPort(), token, List.of(warmUp, verifications, ALONE));
        var metrics = new ArrayList<>(metrics(ours));
        if (options.withPeer()) {
            told.println("the official facilitator verifies " + peerVerifications);
            try (var peer = Peer.facilitator(suite.proxyPort(), suite.chain(), suite.log("official-facilitator"))) {
                Figures theirs =
                        measure(payments, peer.port(), token, List.of(PEER_ALONE, peerVerifications, PEER_ALONE));
                var beside = metrics(theirs);
                for (int i = 0; i < metrics.size(); i++) {
                    metrics.set(i, metrics.get(i).beside(beside.get(i)));
                }
            }
        }
        return metrics;
    }

    private Figures measure(Payments payments, int port, String token, List<Integer> counts)
            throws InterruptedException {
        var many = new Load(port, "/verify", token, CALLERS, options.limit());
        var one = new Load(port, "/verify", token, 1, options.limit());
        many.run(payments.sign(counts.get(0)));
        var crowd = payments.sign(counts.get(1));
        var alone = payments.sign(counts.get(2));
        CpuTime before = CpuTime.now(suite.parts());
        long asked = suite.proxy().requests();
        var together = many.run(crowd);
        double rpc = perAnswer(together, asked);
        told.println(CpuTime.now(suite.parts()).since(before, counts.get(1)));
        tellRefusals(together);
        asked = suite.proxy().requests();
        var single = one.run(alone);
        return new Figures(
                together.perSecond(VALID),
                together.successRatio(VALID),
                together.latencyMillis(0.5),
                together.latencyMillis(0.99),
                rpc,
                single.latencyMillis(0.5),
                perAnswer(single, asked));
    }

    private double perAnswer(Load.Result result, long askedBefore) {
        return (double) (suite.proxy().requests() - askedBefore)
                / result.answers().size();
    }

    private void tellRefusals(Load.Result result) {
        Map<String, Long> refusals = result.answers().stream()
                .filter(answer -> !answer.says(VALID))
                .collect(Collectors.groupingBy(Answered::refusal, TreeMap::new, Collectors.counting()));
        refusals.forEach((refusal, count) -> told.println("refused " + count + " times: " + refusal));
    }

    private static List<Metric> metrics(Figures figures) {
        return List.of(
                Metric.of(BENCH, "verify_per_second", figures.perSecond(), "1/s"),
                Metric.of(BENCH, "verify_success_ratio", figures.success(), "1"),
                Metric.of(BENCH, "verify_p50_ms", figures.p50(), "ms"),
                Metric.of(BENCH, "verify_p99_ms", figures.p99(), "ms"),
                Metric.of(BENCH, "rpc_per_verify_64", figures.rpc(), "1"),
                Metric.of(BENCH, "verify_alone_p50_ms", figures.aloneP50(), "ms"),
                Metric.of(BENCH, "rpc_per_verify_1", figures.aloneRpc(), "1"));
    }
}
