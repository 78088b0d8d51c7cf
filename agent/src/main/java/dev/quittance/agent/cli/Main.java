package dev.quittance.agent.cli;

import dev.quittance.agent.cli.admin.AgentCommand;
import dev.quittance.agent.cli.audit.AuditCommand;
import dev.quittance.agent.cli.ceremony.CeremonyCommand;
import dev.quittance.agent.cli.ceremony.ManifestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The agent's command line: what an agent does, by its name. */
@Command(name = "quittance", description = "Pays for requests, checks receipts, and looks after agents.")
public final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .addSubcommand("pay", PayCommand.commandLine())
                .addSubcommand("agent", AgentCommand.commandLine())
                .addSubcommand("manifest", ManifestCommand.commandLine())
                .addSubcommand("ceremony", CeremonyCommand.commandLine())
                .addSubcommand("audit", AuditCommand.commandLine())
                .addSubcommand("receipt", ReceiptCommand.commandLine());
    }
}
