package dev.quittance.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be done with receipts. */
@Command(name = "receipt", description = "Checks receipts of paid requests.")
final class ReceiptCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private ReceiptCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new ReceiptCommand()).addSubcommand(new VerifyReceiptCommand());
    }
}
