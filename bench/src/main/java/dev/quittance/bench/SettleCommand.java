package dev.quittance.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench settle}. */
@Command(
        name = "settle",
        description = "Settles many payments at once and one at a time, and checks each on the chain.")
final class SettleCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--payments",
            paramLabel = "N",
            defaultValue = "6000",
            description = "Payments of the load. Default: ${DEFAULT-VALUE}.")
    private int payments;

    @Option(
            names = "--callers",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Callers at once. Default: ${DEFAULT-VALUE}.")
    private int callers;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Payments before the load that do not count. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--peer-payments",
            paramLabel = "N",
            defaultValue = "192",
            description = "Payments of the official facilitator, at up to 64 callers. Default: ${DEFAULT-VALUE}.")
    private int peerPayments;

    @Override
    public Integer call() throws InterruptedException {
        return Bench.run(
                options,
                BenchSuite.Choice.SETTLEMENT,
                suite -> new SettleBench(suite, options, callers).measure(warmUp, payments, peerPayments));
    }
}
