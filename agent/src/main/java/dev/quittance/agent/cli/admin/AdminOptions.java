package dev.quittance.agent.cli.admin;

import dev.quittance.agent.cli.signer.SignerAddress;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import picocli.CommandLine.Option;

/** Which signer, and who acts. */
final class AdminOptions extends SignerAddress {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean helpAsked;

    @Option(
            names = "--admin",
            paramLabel = "NAME",
            required = true,
            description = "Name under which the signer knows this admin.")
    private String admin = "";

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The admin's private key as a JSON Web Key of P-256 or Ed25519.")
    private Path keyFile = Path.of("");

    /**
     * Speaks to the signer as the admin.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else
     */
    AdminConnection connection() throws IOException {
        var tokens =
                new RequestTokenSigner(admin, Files.readString(keyFile), new SecureRandom(), InstantSource.system());
        return new AdminConnection(connect(tokens));
    }
}
