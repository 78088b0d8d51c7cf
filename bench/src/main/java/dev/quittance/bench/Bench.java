package dev.quittance.bench;

import dev.quittance.devstack.DevstackException;
import dev.quittance.evm.rpc.RpcException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** How a bench runs as a command: figures on stdout, failures in one line, nothing left running. */
final class Bench {
    private Bench() {}

    /** Measures on a running suite. */
    @FunctionalInterface
    interface Measuring {
        List<Metric> measure(BenchSuite suite) throws IOException, InterruptedException;
    }

    /** Starts the suite, measures, stops it and prints; returns the exit code. */
    static int run(BenchOptions options, BenchSuite.Choice choice, Measuring measuring) throws InterruptedException {
        PrintStream told = options.told();
        String machine = Machine.describe();
        told.println(machine);
        try (var suite = BenchSuite.start(options, choice)) {
            String durability = suite.durability();
            told.println(durability);
            List<Metric> metrics = measuring.measure(suite);
            if (options.json()) {
                metrics.forEach(metric -> System.out.println(metric.toJson()));
            } else {
                System.out.printf("%n%s%n%s%n%n%s%n", machine, durability, Metric.tableHead());
                metrics.forEach(metric -> System.out.println(metric.toRow()));
                System.out.println();
            }
            System.out.flush();
            return 0;
        } catch (BenchFailedException | DevstackException | RpcException | IOException e) {
            System.err.println("quittance: " + e.getMessage());
            return 1;
        }
    }
}
