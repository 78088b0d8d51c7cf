package dev.quittance.bench;

import dev.quittance.devstack.suite.SuitePorts;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of every bench. */
final class BenchOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Option(names = "--json", description = "Print one JSON object per metric; everything else goes to stderr.")
    private boolean json;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Added to every port of the suite. Default: ${DEFAULT-VALUE}.")
    private int shift;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            defaultValue = "4",
            description = "Relay accounts of the settlement-worker. Default: ${DEFAULT-VALUE}.")
    private int lanes;

    @Option(
            names = "--payers",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Accounts that pay, in turn. Default: ${DEFAULT-VALUE}.")
    private int payers;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "When a load that is not done stops sending. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--no-peer", description = "Leave the official facilitator out.")
    private boolean alone;

    boolean json() {
        return json;
    }

    boolean withPeer() {
        return !alone;
    }

    SuitePorts ports() {
        return new SuitePorts(shift);
    }

    int lanes() {
        return lanes;
    }

    int payers() {
        return payers;
    }

    Duration limit() {
        return Duration.ofSeconds(limit);
    }

    /** Where everything but the figures goes. */
    PrintStream told() {
        return json ? System.err : System.out;
    }
}
