package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has nothing signed for an agent any more, or has it signed for again. */
@Command
final class StopCommand extends AdminCommand {
    private final String kind;

    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    /** @param kind of the change: {@code stop} or {@code resume} */
    StopCommand(String kind) {
        this.kind = kind;
    }

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", kind)
                        .put("target", "principal")
                        .put("name", name)
                        .build());
    }
}
