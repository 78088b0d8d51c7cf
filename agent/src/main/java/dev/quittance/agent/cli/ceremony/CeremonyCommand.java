package dev.quittance.agent.cli.ceremony;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How a signer gets its manifest and its root. */
@Command(name = "ceremony", description = "Brings a signer its manifest, and the shares of its root.")
public final class CeremonyCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    private CeremonyCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine() {
        return new CommandLine(new CeremonyCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new HolderKeyCommand())
                .addSubcommand(new OfferCommand())
                .addSubcommand(new ShareCommand())
                .addSubcommand(new HandOverCommand());
    }
}
