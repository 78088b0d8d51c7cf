package dev.quittance.agent.cli.ceremony;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What admins do with manifests; none of it asks a signer. */
@Command(name = "manifest", description = "Says in a manifest which signer may run, approves and checks it.")
public final class ManifestCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private ManifestCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine() {
        return new CommandLine(new ManifestCommand())
                .addSubcommand(new CreateManifestCommand())
                .addSubcommand(new ApproveManifestCommand())
                .addSubcommand(new VerifyManifestCommand());
    }
}
