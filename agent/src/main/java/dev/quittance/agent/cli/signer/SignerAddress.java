package dev.quittance.agent.cli.signer;

import dev.quittance.agent.signing.SignerConnection;
import dev.quittance.agent.signing.SignerTls;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that say where the signer-service is, and how it and the command know each other. */
public class SignerAddress {
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
            description =
                    "What may run in the signer, a line for each as `quittance measure` prints it; with"
                            + " --signer-trust-root. Without it, whoever answers is believed, but where a secret is closed for it.")
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

    /** Where the signer is, without path. */
    public final URI uri() {
        return signer;
    }

    /**
     * An HTTP client that knows the signer by these options.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else
     */
    public final HttpClient httpClient() throws IOException {
        return new SignerTls(caFile, certificateFile, certificateKeyFile).httpClient();
    }

    /**
     * Speaks to the signer; nothing is opened yet.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else
     */
    public final SignerConnection connect(RequestTokenSigner tokens) throws IOException {
        return new SignerConnection(httpClient(), signer, tokens, expected());
    }

    /**
     * What has to run there; empty when the command was told nothing of it.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else, or is missing beside the other
     */
    public final Optional<Expectation> expected() throws IOException {
        return Expectation.named(measurementsFile, trustRoot, Files::readString);
    }

    /**
     * For commands that close a secret for the signer.
     *
     * @throws ParameterException when the command was not told what has to run there
     */
    public final void requireExpectation(CommandLine commandLine) {
        if (measurementsFile.isEmpty() || trustRoot.isEmpty()) {
            throw new ParameterException(
                    commandLine,
                    "a secret is closed for the signer: say what may run there with --signer-measurements-file and"
                            + " --signer-trust-root");
        }
    }
}
