package dev.quittance.agent.cli.ceremony;

import dev.quittance.agent.ceremony.CeremonyClient;
import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.agent.ceremony.CeremonyState;
import dev.quittance.agent.signing.SignerTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A step that asks a signer. */
abstract class SignerStep extends CeremonyStep {
    @Option(names = "--signer", paramLabel = "URL", required = true, description = "Address of the signer-service.")
    private URI signer = URI.create("");

    @Option(
            names = "--signer-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates by which a signer that speaks TLS is known; default: those of the JDK.")
    private Optional<Path> caFile = Optional.empty();

    /** The step's own work with the signer. */
    abstract void run(CeremonyClient client) throws IOException, InterruptedException, CeremonyRefusedException;

    @Override
    final void run() throws IOException, InterruptedException, CeremonyRefusedException {
        var tls = new SignerTls(caFile, Optional.empty(), Optional.empty());
        run(new CeremonyClient(tls.httpClient(), signer));
    }

    /** Tells in a line where the signer stands. */
    final void tell(CeremonyState state) {
        String at = state.inForce()
                .map(envelope -> ", manifest " + envelope.manifest().number() + " "
                        + envelope.manifest().hash())
                .orElse("");
        switch (state.phase()) {
            case OPEN -> out().println("the signer has its root" + at);
            case AWAITS_MANIFEST ->
                out().println("the signer waits for a manifest: "
                        + state.detail().orElse("") + at);
            case AWAITS_ROOT ->
                out().println("the signer waits for its root, with "
                        + state.brought().size() + " shares of "
                        + state.inForce()
                                .map(envelope -> envelope.manifest().holders().threshold())
                                .orElse(0) + at);
        }
    }
}
