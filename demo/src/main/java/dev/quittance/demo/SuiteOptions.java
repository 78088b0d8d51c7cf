package dev.quittance.demo;

import dev.quittance.devstack.suite.SuitePorts;
import picocli.CommandLine.Option;

/** Options of every command that starts the suite. */
final class SuiteOptions {
    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "0",
            description = "Added to every port, so that a second suite fits beside. Default: ${DEFAULT-VALUE}.")
    private int shift;

    SuitePorts ports() {
        return new SuitePorts(shift);
    }
}
