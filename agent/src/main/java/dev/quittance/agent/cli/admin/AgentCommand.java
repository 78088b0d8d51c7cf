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
                .addSubcommand(new StopCommand())
                .addSubcommand(new ResumeCommand())
                .addSubcommand(new ApproveCommand());
    }
}
