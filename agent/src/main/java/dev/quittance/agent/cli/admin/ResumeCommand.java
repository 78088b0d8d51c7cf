package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets a stopped agent go on. */
@Command(name = "resume", description = "Lets a stopped agent go on within its budget.")
final class ResumeCommand extends AdminCommand {
    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", "resume")
                        .put("target", "principal")
                        .put("name", name)
                        .build());
    }
}
