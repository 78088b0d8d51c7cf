package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.AttestedRun;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.attestation.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells where a signer stands. */
@Command(name = "status", description = "Tells where a signer stands, by its own word.")
final class StatusCommand extends SignerStep {
    @Option(
            names = "--measurement-out",
            paramLabel = "FILE",
            description = "Writes what the signer says that it measures. Compare it with what you measured yourself.")
    private Optional<Path> measurement = Optional.empty();

    @Option(
            names = "--in-force-out",
            paramLabel = "FILE",
            description = "Writes the manifest in force, if there is one.")
    private Optional<Path> inForce = Optional.empty();

    @Override
    void run(CeremonyClient client, Optional<AttestedRun> run)
            throws IOException, InterruptedException, CeremonyRefusedException {
        CeremonyState state = client.state();
        if (measurement.isPresent()) {
            Files.writeString(measurement.get(), Manifest.toJson(state.measurement()) + "\n");
        }
        if (inForce.isPresent() && state.inForce().isPresent()) {
            CeremonyFiles.write(inForce.get(), state.inForce().get());
        }
        tell(state);
    }
}
