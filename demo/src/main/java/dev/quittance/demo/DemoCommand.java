package dev.quittance.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the suite, buys one answer and tells each leg of it. */
@Command(
        name = "demo",
        description = "Starts the suite, runs one paid request and shows each leg of it; stays up until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Option(names = "--once", description = "End after the purchase: 0 when exactly the price moved, 1 otherwise.")
    private boolean once;

    @Option(names = "--json", description = "Print the figures as one JSON object; everything else goes to stderr.")
    private boolean json;

    @Mixin
    private SuiteOptions options = new SuiteOptions();

    @Override
    public Integer call() throws InterruptedException {
        PrintStream told = json ? System.err : System.out;
        return Running.inOneLine(() -> run(told), message -> {
            if (json) {
                System.out.println(Figures.failed(message));
            }
        });
    }

    private int run(PrintStream told) throws IOException, InterruptedException {
        var suite = DemoSuite.inProject(options.ports(), told::println);
        Running.stopAtExit(suite);
        suite.start();
        var purchase = new DemoPurchase(suite, new Story(told)).run();
        var uptime = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        var figures = new Figures(purchase, uptime, suite.measurements(), ResidentMemory.ofThisJvm());
        told.print(figures.toText());
        if (json) {
            System.out.println(figures.toJson(suite.ports()));
            System.out.flush();
        }
        if (!once) {
            UpCommand.tellAddresses(suite, told);
            told.println("or with Ctrl-C");
            told.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
