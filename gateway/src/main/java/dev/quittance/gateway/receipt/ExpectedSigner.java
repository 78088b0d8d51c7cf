package dev.quittance.gateway.receipt;

import dev.quittance.attestation.TrustRoot;
import dev.quittance.attestation.caller.AttestedSigner;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.protocol.MalformedException;
import dev.quittance.vitals.SecretFile;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What this service expects to run in the signer, from its settings. */
final class ExpectedSigner {
    private static final Logger LOG = Logger.getLogger(ExpectedSigner.class);
    private static final String PREFIX = "quittance.gateway.receipt";

    private ExpectedSigner() {}

    /**
     * The signer that is believed; empty when nothing is expected of it.
     *
     * @throws ConfigurationException when a file is missing, or holds something else
     */
    static Optional<AttestedSigner> at(URI address, ReceiptConfig config, InstantSource clock) {
        if (config.measurementsFile().isEmpty()) {
            LOG.warnf(
                    "NOT CHECKED which code the signer at %s runs: whoever answers there is believed; set %s.measurements-file",
                    address, PREFIX);
            return Optional.empty();
        }
        Path file = config.measurementsFile().get();
        try {
            TrustRoot root = root(
                    config.trustRoot()
                            .orElseThrow(
                                    () -> new ConfigurationException(
                                            PREFIX
                                                    + ".trust-root is missing: who vouches for the signer, aws-nitro or the certificate of a simulated root?")));
            return Optional.of(Expectation.parse(root, SecretFile.text(file, PREFIX + ".measurements-file"))
                    .signer(address, new SecureRandom(), clock, config.documentLife()));
        } catch (MalformedException e) {
            throw new ConfigurationException(PREFIX + ".measurements-file or .trust-root: " + e.getMessage());
        }
    }

    private static TrustRoot root(String setting) {
        return setting.equals(Expectation.AWS_NITRO)
                ? new TrustRoot.AwsNitro()
                : TrustRoot.Simulated.parse(SecretFile.text(Path.of(setting), PREFIX + ".trust-root"));
    }
}
