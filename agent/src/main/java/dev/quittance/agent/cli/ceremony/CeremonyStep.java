package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all steps of a ceremony share: how they end. */
@Command(
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "1:the signer or a file could not be used", "2:wrong usage", "3:refused"})
abstract class CeremonyStep implements Callable<Integer> {
    static final int DONE = 0;
    static final int UNUSABLE = 1;
    static final int REFUSED = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** The step's own work. */
    abstract void run() throws IOException, InterruptedException, CeremonyRefusedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            run();
            return DONE;
        } catch (CeremonyRefusedException e) {
            return fail(e, REFUSED);
        } catch (IOException | MalformedException e) {
            return fail(e, UNUSABLE);
        }
    }

    private int fail(Exception e, int code) {
        spec.commandLine().getErr().println("quittance: " + e.getMessage());
        return code;
    }

    final CommandLine commandLine() {
        return spec.commandLine();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
