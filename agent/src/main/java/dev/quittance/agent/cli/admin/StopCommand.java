package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has nothing signed for an agent any more. */
@Command(name = "stop", description = "Stops the agent: nothing is signed for it from now on.")
final class StopCommand extends AdminCommand {
    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", "stop")
                        .put("target", "principal")
                        .put("name", name)
                        .build());
    }
}
