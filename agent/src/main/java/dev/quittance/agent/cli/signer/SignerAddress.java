package dev.quittance.agent.cli.signer;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say where the signer-service is, and how it and the command know each other. */
public abstract class SignerAddress {
    @Option(names = "--signer", paramLabel = "URL", required = true, description = "Address of the signer-service.")
    private URI signer = URI.create("");

    @Option(
            names = "--signer-ca-file",
            paramLabel = "FILE",
            description = "PEM certificates by which a signer that speaks TLS is known; default: those of the JDK.")
    private Optional<Path> caFile = Optional.empty();

    @Option(
            names = "--signer-certificate-file",
            paramLabel = "FILE",
            description = "PEM certificate to show to a signer that demands one.")
    private Optional<Path> certificateFile = Optional.empty();

    @Option(
            names = "--signer-certificate-key-file",
            paramLabel = "FILE",
            description = "The certificate's private key in PEM (PKCS #8).")
    private Optional<Path> certificateKeyFile = Optional.empty();

    @Option(
            names = "--signer-measurements-file",
            paramLabel = "FILE",
            description = "What may run in the signer, a line for each as `quittance measure` prints it; with"
                    + " --signer-trust-root. Without it, whoever answers is believed.")
    private Optional<Path> measurementsFile = Optional.empty();

    @Option(
            names = "--signer-trust-root",
            paramLabel = "ROOT",
            description = "Who vouches for the signer: aws-nitro, or the PEM file of a simulated root's certificate.")
    private Optional<String> trustRoot = Optional.empty();

    /** Host and port of the signer, as a name for what is kept of it. */
    public final String host() {
        return signer.getHost() + "_" + signer.getPort();
    }

    /**
     * Speaks to the signer; nothing is opened yet.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else
     */
    protected final SignerConnection connect(RequestTokenSigner tokens) throws IOException {
        var tls = new SignerTls(caFile, certificateFile, certificateKeyFile);
        return new SignerConnection(tls.httpClient(), signer, tokens, expected());
    }

    private Optional<Expectation> expected() throws IOException {
        if (measurementsFile.isPresent() != trustRoot.isPresent()) {
            throw new IOException("--signer-measurements-file and --signer-trust-root go together: give both or none");
        }
        if (measurementsFile.isEmpty()) {
            return Optional.empty();
        }
        String root = trustRoot.orElseThrow();
        TrustRoot trusted = root.equals(Expectation.AWS_NITRO)
                ? new TrustRoot.AwsNitro()
                : TrustRoot.Simulated.parse(Files.readString(Path.of(root)));
        return Optional.of(Expectation.parse(trusted, Files.readString(measurementsFile.get())));
    }
}
