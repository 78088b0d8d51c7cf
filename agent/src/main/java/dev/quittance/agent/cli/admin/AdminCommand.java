package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands of admins share: who acts, and how they end. */
@Command(
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the signer or a file could not be used",
            "2:wrong usage",
            "3:the signer refused",
            "4:proposed: other admins have to approve it, or its delay is not over"
        })
abstract class AdminCommand implements Callable<Integer> {
    static final int DONE = 0;
    static final int UNREACHABLE = 1;
    static final int REFUSED = 3;
    static final int PROPOSED = 4;

    @Mixin
    private final AdminOptions options = new AdminOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** The command's own work; returns the exit code. */
    abstract int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException;

    /** Whether a secret is closed for the signer, or asked of it, so that the command has to know what runs there. */
    boolean concernsSecret() {
        return false;
    }

    @Override
    public final Integer call() throws InterruptedException {
        if (concernsSecret()) {
            options.requireExpectation(spec.commandLine());
        }
        try {
            return run(options.connection());
        } catch (RefusedException e) {
            return fail(e, REFUSED);
        } catch (IOException | MalformedException e) {
            return fail(e, UNREACHABLE);
        }
    }

    private int fail(Exception e, int code) {
        spec.commandLine().getErr().println("quittance: " + e.getMessage());
        return code;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Proposes a change and tells how far it came. */
    final int propose(AdminConnection signer, JsonObject change)
            throws IOException, InterruptedException, RefusedException {
        return tell(signer.post("/v1/changes", change));
    }

    /** Tells how far a change has come. */
    final int tell(JsonObject change) throws RefusedException {
        String kind = change.object("change").text("kind");
        String state = change.text("state");
        return switch (state) {
            case "applied" -> {
                out().println(kind + ": in force");
                yield DONE;
            }
            case "proposed", "waiting" -> {
                out().println(kind + ": " + state + ", change " + change.text("id") + ", fingerprint "
                        + change.text("fingerprint") + ", approved by "
                        + String.join(", ", change.texts("approvedBy"))
                        + change.optionalText("dueAt")
                                .map(due -> ", in force from " + due)
                                .orElse(""));
                yield PROPOSED;
            }
            default ->
                throw new RefusedException(kind + ": " + state
                        + change.optionalText("failure").map(why -> ", " + why).orElse(""));
        };
    }
}
