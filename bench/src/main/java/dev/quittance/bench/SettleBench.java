package dev.quittance.bench;

import dev.quittance.protocol.Bytes32;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures {@code /settle} under a crowd and alone, and checks what it was told against the chain. */
final class SettleBench {
    private static final String BENCH = "settle";
    private static final String SETTLED = "success";
    private static final int ALONE = 6;
    private static final int PEER_CALLERS = 64;
    private static final int BATCH = 100;

    /** Spreads the payments that come alone over the time between two blocks. */
    private static final Duration STAGGER = Duration.ofMillis(370);

    private final BenchSuite suite;
    private final BenchOptions options;
    private final int callers;
    private final PrintStream told;

    SettleBench(BenchSuite suite, BenchOptions options, int callers) {
        this.suite = suite;
        this.options = options;
        this.callers = callers;
        this.told = options.told();
    }

    List<Metric> measure(int warmUp, int payments, int peerPayments) throws IOException, InterruptedException {
        var payers = suite.payments(options.payers());
        long firstBlock = suite.node().blockNumber();
        told.println("warming up with " + warmUp + " payments");
        var warm = load(callers).run(payers.sign(warmUp));
        tellRefusals(warm);
        told.println("settling " + payments + " payments with " + callers + " callers");
        var signed = payers.sign(payments);
        CpuTime before = CpuTime.now(suite.parts());
        var crowd = load(callers).run(signed);
        told.println(CpuTime.now(suite.parts()).since(before, payments));
        tellRefusals(crowd);
        told.println("settling " + ALONE + " payments one at a time");
        List<Answered> alone = new ArrayList<>();
        List<Double> overheads = alone(payers.sign(ALONE), alone);

        told.println("checking every payment on the chain");
        var sent = Stream.of(warm.answers(), crowd.answers(), alone)
                .flatMap(List::stream)
                .toList();
        var chain = new ChainCheck(suite.node(), suite.chain().token(), firstBlock);
        told.println(chain.check(sent, payers.payers()));
        var gas = new GasFigures(suite.node(), chain.membersByTransaction());
        Set<Bytes32> singles = alone.stream()
                .flatMap(answer -> answer.text("transaction").stream())
                .filter(text -> !text.isEmpty())
                .map(Bytes32::parse)
                .collect(Collectors.toSet());

        var metrics = new ArrayList<>(metrics(crowd));
        metrics.add(new Metric(BENCH, "settle_idle_ms", median(alone.stream().map(SettleBench::millis)), "ms", none()));
        metrics.add(new Metric(BENCH, "settle_idle_beyond_block_ms", median(overheads.stream()), "ms", none()));
        metrics.addAll(gas.metrics(BENCH, singles, BATCH));
        if (options.withPeer() && peerPayments > 0) {
            addPeer(metrics, payers, peerPayments);
        }
        return metrics;
    }

    private Load load(int count) throws IOException {
        return new Load(suite.facilitatorPort(), "/settle", suite.facilitatorToken(), count, options.limit());
    }

    /** Settles one after the other; returns for each what its answer took beyond the block before it, in milliseconds. */
    private List<Double> alone(List<SignedPayment> payments, List<Answered> answers)
            throws IOException, InterruptedException {
        var overheads = new ArrayList<Double>();
        try (var blocks = new BlockClock(suite.node())) {
            int number = 0;
            for (SignedPayment payment : payments) {
                TimeUnit.MILLISECONDS.sleep(STAGGER.toMillis() * number++);
                var answer = load(1).run(List.of(payment)).answers().getFirst();
                answers.add(answer);
                if (answer.says(SETTLED)) {
                    overheads.add((answer.end() - blocks.lastBlockBefore(answer.end())) / 1e6);
                }
            }
        }
        return overheads;
    }

    private void addPeer(List<Metric> metrics, Payments payers, int count) throws InterruptedException {
        told.println("the official facilitator settles " + count + " payments with " + PEER_CALLERS + " callers");
        try (var peer = Peer.facilitator(suite.proxyPort(), suite.chain(), suite.log("official-facilitator"))) {
            var load = new Load(peer.port(), "/settle", "none", PEER_CALLERS, options.limit());
            tellRefusals(load.run(payers.sign(PEER_CALLERS)));
            var result = load.run(payers.sign(count));
            tellRefusals(result);
            var theirs = metrics(result);
            for (int i = 0; i < theirs.size(); i++) {
                metrics.set(i, metrics.get(i).beside(theirs.get(i)));
            }
        }
    }

    private static List<Metric> metrics(Load.Result result) {
        return List.of(
                Metric.of(BENCH, "settle_per_second", result.perSecond(SETTLED), "1/s"),
                Metric.of(BENCH, "settle_success_ratio", result.successRatio(SETTLED), "1"),
                Metric.of(BENCH, "settle_p50_ms", result.latencyMillis(0.5), "ms"),
                Metric.of(BENCH, "settle_p99_ms", result.latencyMillis(0.99), "ms"));
    }

    private void tellRefusals(Load.Result result) {
        Map<String, Long> refusals = result.answers().stream()
                .filter(answer -> !answer.says(SETTLED))
                .collect(Collectors.groupingBy(Answered::refusal, TreeMap::new, Collectors.counting()));
        refusals.forEach((refusal, times) -> told.println("not settled " + times + " times: " + refusal));
    }

    private static double millis(Answered answer) {
        return answer.latency().toNanos() / 1e6;
    }

    private static OptionalDouble median(Stream<Double> values) {
        var sorted = values.sorted().toList();
        return sorted.isEmpty() ? none() : OptionalDouble.of(sorted.get(sorted.size() / 2));
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }
}
