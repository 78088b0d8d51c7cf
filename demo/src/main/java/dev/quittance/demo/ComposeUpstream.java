package dev.quittance.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The upstream that the composed suite sells in evaluation. */
@Command(name = "upstream", description = "Serves the demo's weather on all addresses.")
final class ComposeUpstream implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8401", description = "Where. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var weather = new Weather(new InetSocketAddress(port))) {
            Runtime.getRuntime().addShutdownHook(new Thread(weather::close));
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
