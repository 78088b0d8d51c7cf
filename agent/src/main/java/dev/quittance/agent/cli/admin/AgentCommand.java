package dev.quittance.agent.cli.admin;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What admins do with agents of the signer-service. */
@Command(
        name = "agent",
        description = "Registers agents with the signer-service, gives them budgets, watches and stops them.")
public final class AgentCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private AgentCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine() {
        return new CommandLine(new AgentCommand())
                .addSubcommand(new RegisterCommand())
                .addSubcommand(new BudgetCommand())
                .addSubcommand(new WatchCommand())
                .addSubcommand("stop", stopping("stop", "Stops the agent: nothing is signed for it from now on."))
                .addSubcommand("resume", stopping("resume", "Lets a stopped agent go on within its budget."))
                .addSubcommand(new ExportCommand())
                .addSubcommand(new OpenExportCommand())
                .addSubcommand(new ImportCommand())
                .addSubcommand(new OpenRestoredCommand())
                .addSubcommand(new ApproveCommand());
    }

    private static CommandLine stopping(String kind, String description) {
        var command = new CommandLine(new StopCommand(kind));
        command.getCommandSpec().usageMessage().description(description);
        return command;
    }
}
