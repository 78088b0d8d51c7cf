package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.AttestedRun;
import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Offers an approved manifest to a signer. */
@Command(name = "offer", description = "Offers an approved manifest to a signer; the first one makes its root.")
final class OfferCommand extends SignerStep {
    @Parameters(paramLabel = "FILE", description = "The manifest with its approvals.")
    private Path file = Path.of("");

    @Override
    void run(CeremonyClient client, Optional<AttestedRun> run)
            throws IOException, InterruptedException, CeremonyRefusedException {
        tell(client.offer(CeremonyFiles.envelope(file)));
    }
}
