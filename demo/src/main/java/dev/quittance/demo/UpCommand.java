package dev.quittance.demo;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the suite and stays until it is told to stop. */
@Command(name = "up", description = "Starts the suite; stays until Ctrl-C or down.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Mixin
    private SuiteOptions options = new SuiteOptions();

    @Override
    public Integer call() throws InterruptedException {
        return Running.inOneLine(
                () -> {
                    var suite = DemoSuite.inProject(options.ports(), System.out::println);
                    Running.stopAtExit(suite);
                    suite.start();
                    tellAddresses(suite, System.out);
                    new CountDownLatch(1).await();
                    return 0;
                },
                message -> {});
    }

    static void tellAddresses(DemoSuite suite, PrintStream out) {
        var ports = suite.ports();
        String gateway = SuiteConfig.localhost(ports.gateway());
        out.printf("%ngateway            %s  (paid: %s%s)%n", gateway, gateway, SuiteConfig.PATH);
        out.printf("facilitator        %s%n", SuiteConfig.localhost(ports.facilitator()));
        out.printf("settlement-worker  %s%n", SuiteConfig.localhost(ports.settlementWorker()));
        out.printf("signer-service     %s%n", SuiteConfig.localhost(ports.signer()));
        out.printf("chain              %s%n", SuiteConfig.localhost(ports.chain()));
        out.printf("logs               %s%n", suite.folder().logs());
        out.printf(
                "%nBuy with:  ./quittance pay %s%s --signer %s --principal %s --principal-key-file '%s' --account %s%n",
                gateway,
                SuiteConfig.PATH,
                SuiteConfig.localhost(ports.signer()),
                Credentials.AGENT,
                suite.agentKey(),
                Credentials.AGENT_ACCOUNT);
        out.printf("Stop with ./quittance down%n");
        out.flush();
    }
}
