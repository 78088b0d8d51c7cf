package dev.quittance.demo;

import dev.quittance.devstack.suite.SuiteMain;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The commands behind the launcher: demo, up, down, status. */
@Command(
        name = "quittance",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            ComposeSecrets.class,
            ComposeCeremony.class,
            ComposeFunding.class,
            ComposeUpstream.class,
            ComposeTest.class,
            HelpCommand.class
        })
final class Main {
    private Main() {}

    // Held here, because the logging of the JDK forgets the settings of a logger that nobody holds.
    private static final Logger ALL = Logger.getLogger("");

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        ALL.setLevel(Level.WARNING);
        if (arguments.length > 0 && (arguments[0].equals("down") || arguments[0].equals("status"))) {
            SuiteMain.main(arguments);
            return;
        }
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
