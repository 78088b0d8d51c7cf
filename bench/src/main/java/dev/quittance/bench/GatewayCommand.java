package dev.quittance.bench;

import dev.quittance.devstack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench gateway}. */
@Command(
        name = "gateway",
        description =
                "Challenges, proxied, paid and repeated answers of the gateway, before a facilitator that settles at once.")
final class GatewayCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Time that each rate is measured, after half as long to warm up. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--purchases",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Paid answers that are timed one by one, after half as many. Default: ${DEFAULT-VALUE}.")
    private int purchases;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "16000",
            description = "Paid answers bought before those that are timed. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--no-receipts", description = "Issue no receipts, so that no answer waits for a signature.")
    private boolean withoutReceipts;

    @Override
    public Integer call() throws InterruptedException {
        try (var facilitator = new FixedServer(Ports.free(), InstantFacilitator::answer);
                var upstream = new FixedServer(Ports.free(), (target, body) -> GatewayBench.ANSWER)) {
            var choice = GatewayBench.choice(facilitator.port(), upstream.port(), !withoutReceipts);
            return Bench.run(
                    options,
                    choice,
                    suite -> new GatewayBench(suite, options, facilitator.port(), upstream.port())
                            .measure(seconds, warmUp, purchases));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
