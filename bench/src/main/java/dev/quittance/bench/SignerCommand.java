package dev.quittance.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench signer}. */
@Command(
        name = "signer",
        description =
                "Signs x402 payments over HTTP with every check and journal entry, and the signing core beside web3j's.")
final class SignerCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "8",
            description = "Time that each rate is measured, about. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Accounts that the signer holds, of 100 agents. Default: ${DEFAULT-VALUE}.")
    private int accounts;

    @Override
    public Integer call() throws InterruptedException {
        var agents = BenchAgents.draw(accounts);
        return Bench.run(
                options, SignerBench.choice(agents), suite -> new SignerBench(suite, options, agents).measure(seconds));
    }
}
