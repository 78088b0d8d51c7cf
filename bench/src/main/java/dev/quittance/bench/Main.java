package dev.quittance.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands behind {@code ./quittance bench}. */
@Command(
        name = "quittance bench",
        subcommands = {
            SettleCommand.class,
            VerifyCommand.class,
            GatewayCommand.class,
            SignerCommand.class,
            HelpCommand.class
        })
final class Main {
    // Held here, because the logging of the JDK forgets the settings of a logger that nobody holds.
    private static final Logger ALL = Logger.getLogger("");

    private Main() {}

    /** Runs one bench and ends the process: 0 when it measured and nothing was lost, 1 otherwise. */
    public static void main(String[] arguments) {
        ALL.setLevel(Level.WARNING);
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
