package dev.quittance.agent.cli.admin;

import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposes to take an account's key out. */
@Command(
        name = "export-key",
        description = "Proposes to put an account's key into a box for a recipient; the account goes on.")
final class ExportCommand extends AdminCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The account's name.")
    private String account = "";

    @Option(
            names = "--recipient-key-file",
            paramLabel = "FILE",
            required = true,
            description = "Whose the box is: a JWK of X25519, public or private (ceremony holder-key draws one).")
    private Path recipient = Path.of("");

    @Override
    boolean concernsSecret() {
        return true;
    }

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        JsonObject jwk = JsonObject.parse(Files.readAllBytes(recipient));
        BoxRecipient key = jwk.has("d") ? BoxKey.fromJwk(jwk.toString()).recipient() : BoxRecipient.fromJwk(jwk);
        return propose(
                signer,
                JsonObject.builder()
                        .put("kind", "export_account")
                        .put("account", account)
                        .put("recipient", key.toJwk())
                        .build());
    }
}
