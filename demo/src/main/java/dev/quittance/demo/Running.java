package dev.quittance.demo;

import dev.quittance.devstack.DevstackException;
import dev.quittance.evm.rpc.RpcException;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;

/** How commands end: each failure that can be foreseen in one line, and nothing left running. */
final class Running {
    private Running() {}

    /** A command's work. */
    @FunctionalInterface
    interface Work {
        int run() throws IOException, InterruptedException;
    }

    /** Runs the work; a failure is told in one line on stderr and to {@code failed}, and ends with exit code 1. */
    static int inOneLine(Work work, Consumer<String> failed) throws InterruptedException {
        try {
            return work.run();
        } catch (DevstackException
                | DemoFailedException
                | MalformedException
                | RpcException
                | IOException
                | UncheckedIOException
                | IllegalArgumentException e) {
            String message = Optional.ofNullable(e.getMessage())
                    .orElse(e.getClass().getSimpleName())
                    .lines()
                    .findFirst()
                    .orElse("failed");
            System.err.println("quittance: " + message);
            failed.accept(message);
            return 1;
        }
    }

    static void stopAtExit(DemoSuite suite) {
        Runtime.getRuntime().addShutdownHook(new Thread(suite::close));
    }
}
