package dev.quittance.agent.cli.ceremony;

import dev.quittance.attestation.box.BoxKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Draws the key of a share holder. */
@Command(
        name = "holder-key",
        description = "Draws a share holder's key into a file, and prints the public half for the manifest.")
final class HolderKeyCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "Where the private key goes; must not be there.")
    private Path file = Path.of("");

    @Override
    void run() throws IOException {
        BoxKey key = BoxKey.draw(new SecureRandom());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key.toPrivateJwk());
        out().println(key.recipient().toJwk());
    }
}
