package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.manifest.ManifestRefusal;
import dev.quittance.attestation.manifest.ManifestRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a manifest. */
@Command(
        name = "verify",
        description =
                "Checks whether a manifest is approved: by the admins of the one in force, or, of a first one, by its own.")
final class VerifyManifestCommand extends CeremonyStep {
    @Parameters(paramLabel = "FILE", description = "The manifest.")
    private Path file = Path.of("");

    @Option(names = "--in-force", paramLabel = "FILE", description = "The manifest that it shall follow.")
    private Optional<Path> inForce = Optional.empty();

    @Option(
            names = "--measurement-file",
            paramLabel = "FILE",
            description = "JSON with pcr0, pcr1 and pcr2 that it must name, as you measured them yourself.")
    private Optional<Path> measurement = Optional.empty();

    @Override
    void run() throws IOException, CeremonyRefusedException {
        Envelope envelope = CeremonyFiles.envelope(file);
        Manifest manifest = envelope.manifest();
        out().println("manifest " + manifest.number() + " of " + manifest.name() + ", version " + manifest.version());
        out().println("hash         " + manifest.hash());
        out().println("pcr0         " + manifest.measurement().pcr0());
        out().println("pcr1         " + manifest.measurement().pcr1());
        out().println("pcr2         " + manifest.measurement().pcr2());
        out().println("policy root  " + manifest.policyRoot());
        out().println("admins       " + manifest.admins().threshold() + " of "
                + manifest.admins().keys().size());
        out().println("holders      " + manifest.holders().threshold() + " of "
                + manifest.holders().keys().size());
        if (measurement.isPresent()
                && !CeremonyFiles.measurement(measurement.get()).equals(manifest.measurement())) {
            throw refused(ManifestRefusal.MEASUREMENT_DIFFERS);
        }
        Optional<ManifestRefusal> refusal = inForce.isPresent()
                ? ManifestRules.refuseSuccession(
                        envelope, CeremonyFiles.envelope(inForce.get()).manifest())
                : ManifestRules.refuseApprovals(envelope, manifest.admins());
        if (refusal.isPresent()) {
            throw refused(refusal.get());
        }
        out().println("approved");
    }

    private static CeremonyRefusedException refused(ManifestRefusal refusal) {
        return new CeremonyRefusedException(refusal.code() + ": " + refusal.detail());
    }
}
