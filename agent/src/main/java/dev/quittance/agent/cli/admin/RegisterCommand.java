package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an agent known to the signer. */
@Command(
        name = "register",
        description = {
            "Registers an agent with a request key, and opens an account for it.",
            "The agent can sign nothing until it has a budget."
        })
final class RegisterCommand extends AdminCommand {
    @Parameters(
            paramLabel = "NAME",
            description = "The agent's name; also its account's, unless --account says otherwise.")
    private String name = "";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            required = true,
            description = "The agent's request key as a JSON Web Key; drawn (Ed25519) when there is no such file.")
    private Path keyFile = Path.of("");

    @Option(names = "--account", paramLabel = "ACCOUNT", description = "Name of the account to open.")
    private String account = "";

    @Override
    int run(AdminConnection signer) throws IOException, InterruptedException, RefusedException {
        JsonObject publicKey = RequestKeyFile.publicHalf(keyFile, name);
        int code = propose(
                signer,
                JsonObject.builder()
                        .put("kind", "register_principal")
                        .put(
                                "principal",
                                JsonObject.builder()
                                        .put("name", name)
                                        .put("role", "agent")
                                        .putObjects("keys", List.of(publicKey))
                                        .putTexts("accounts", List.of(accountName()))
                                        .build())
                        .build());
        if (code == DONE) {
            JsonObject opened = signer.get("/v1/accounts/by-name/" + accountName());
            out().println("account " + accountName() + " at " + opened.text("address"));
        }
        return code;
    }

    private String accountName() {
        return account.isEmpty() ? name : account;
    }
}
