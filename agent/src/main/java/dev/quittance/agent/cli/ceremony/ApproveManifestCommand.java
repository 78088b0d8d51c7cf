package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.attestation.manifest.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds an admin's approval. */
@Command(
        name = "approve",
        description = "Adds an admin's approval to a manifest, by the hash that the admin was told on another way.")
final class ApproveManifestCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "The manifest.")
    private Path file = Path.of("");

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            required = true,
            description = "The admin's private key as a JSON Web Key of P-256 or Ed25519.")
    private Path key = Path.of("");

    @Option(
            names = "--hash",
            paramLabel = "0x...",
            required = true,
            description = "Hash of what you approve, as \"manifest create\" or \"manifest verify\" printed it.")
    private String hash = "";

    @Override
    void run() throws IOException, CeremonyRefusedException {
        Envelope envelope = CeremonyFiles.envelope(file);
        if (!envelope.manifest().hash().toString().equals(hash)) {
            throw new CeremonyRefusedException(
                    "the file holds another manifest: " + envelope.manifest().hash());
        }
        Envelope approved = envelope.approved(Files.readString(key));
        CeremonyFiles.write(file, approved);
        out().println("approved, " + approved.approvals().size() + " of "
                + envelope.manifest().admins().threshold() + " if the same admins are in force");
    }
}
