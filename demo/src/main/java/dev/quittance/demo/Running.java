package dev.quittance.demo;

import dev.quittance.devstack.DevstackException;
import dev.quittance.evm.rpc.RpcException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How commands end: each failure that can be foreseen in one line, and nothing left running. */
final class Running {
    private Running() {}

    /** A command's work. */
    @FunctionalInterface
    interface Work {
        int run() throws IOException, InterruptedException;
    }

    static int inOneLine(Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (DevstackException
                | DemoFailedException
                | RpcException
                | IOException
                | UncheckedIOException
                | IllegalArgumentException e) {
            System.err.println("quittance: " + Figures.message(e));
            return 1;
        }
    }

    static void stopAtExit(DemoSuite suite) {
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
    }
}
