package dev.quittance.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench verify}. */
@Command(
        name = "verify",
        description = "Verifies payments with 64 callers and with one, and counts requests to the node.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--verifications",
            paramLabel = "N",
            defaultValue = "30000",
            description = "Verifications at 64 callers, each of another payment. Default: ${DEFAULT-VALUE}.")
    private int verifications;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Verifications before that do not count. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--peer-verifications",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Verifications of the official facilitator. Default: ${DEFAULT-VALUE}.")
    private int peerVerifications;

    @Override
    public Integer call() throws InterruptedException {
        return Bench.run(
                options,
                BenchSuite.Choice.SETTLEMENT,
                suite -> new VerifyBench(suite, options).measure(warmUp, verifications, peerVerifications));
    }
}
