package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Agrees to what another admin proposed. */
@Command(name = "approve", description = "Approves a change that another admin proposed, by its fingerprint.")
final class ApproveCommand extends AdminCommand {
    @Parameters(paramLabel = "CHANGE", description = "The change's id.")
    private String id = "";

    @Option(
            names = "--fingerprint",
            paramLabel = "0x...",
            required = true,
            description = "Fingerprint of what you agree to, as the proposer's command printed it.")
    private String fingerprint = "";

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        var body = JsonObject.builder().put("fingerprint", fingerprint).build();
        return tell(signer.post("/v1/changes/" + id + "/approvals", body));
    }
}
