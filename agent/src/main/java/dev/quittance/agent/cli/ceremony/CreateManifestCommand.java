package dev.quittance.agent.cli.ceremony;

import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.AdminSet;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a manifest that nobody has approved yet. */
@Command(name = "create", description = "Writes a manifest without approvals.")
final class CreateManifestCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "Where the manifest goes.")
    private Path file = Path.of("");

    @Option(names = "--name", defaultValue = "signer", description = "Which signer it is for. Default: signer.")
    private String name = "";

    @Option(names = "--version", required = true, description = "Version of the code, for people.")
    private String version = "";

    @Option(
            names = "--number",
            required = true,
            description = "Greater than the number of the manifest in force; of the first, 1.")
    private long number;

    @Option(
            names = "--measurement-file",
            paramLabel = "FILE",
            required = true,
            description = "JSON with pcr0, pcr1 and pcr2 of the signer that may run.")
    private Path measurement = Path.of("");

    @Option(
            names = "--principals-file",
            paramLabel = "FILE",
            required = true,
            description = "The principals file that the signer will read; its hash is the policy root.")
    private Path principals = Path.of("");

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            required = true,
            description = "An admin's JWK, public or private; once for each admin.")
    private List<Path> admins = List.of();

    @Option(names = "--admins-needed", paramLabel = "N", required = true, description = "So many admins are a quorum.")
    private int adminsNeeded;

    @Option(
            names = "--holder-key-file",
            paramLabel = "FILE",
            required = true,
            description = "A share holder's JWK, public or private; once for each holder.")
    private List<Path> holders = List.of();

    @Option(
            names = "--holders-needed",
            paramLabel = "N",
            required = true,
            description = "So many holders can rebuild the root.")
    private int holdersNeeded;

    @Override
    void run() throws IOException {
        var adminKeys = new ArrayList<AdminKey>();
        for (Path admin : admins) {
            adminKeys.add(CeremonyFiles.admin(admin));
        }
        var holderKeys = new ArrayList<BoxRecipient>();
        for (Path holder : holders) {
            holderKeys.add(CeremonyFiles.holder(holder));
        }
        var manifest = new Manifest(
                name,
                version,
                number,
                CeremonyFiles.measurement(measurement),
                new AdminSet(adminsNeeded, adminKeys),
                new HolderSet(holdersNeeded, holderKeys),
                JsonObject.parse(Files.readAllBytes(principals)).sha256());
        CeremonyFiles.write(file, new Envelope(manifest, List.of()));
        out().println("manifest " + number + " of " + name + ": " + manifest.hash());
    }
}
