package dev.quittance.agent.cli.audit;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be done with a signer's transparency log. */
@Command(name = "audit", description = "Checks the transparency log of a signer.")
public final class AuditCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private AuditCommand() {}

    /** The command with its own commands. */
    public static CommandLine commandLine() {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new ExportLogCommand())
                .addSubcommand(new VerifyLogCommand());
    }
}
