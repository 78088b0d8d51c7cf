package dev.quittance.vitals;

import dev.quittance.attestation.Verification;
import dev.quittance.attestation.caller.AttestedSigner;
import dev.quittance.attestation.caller.Expectation;
import dev.quittance.protocol.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What a service expects to run in the signer, by its settings {@code measurements-file} and {@code trust-root}.
 *
 * @param prefix of the settings
 * @param measurements file of what may run; absent, whoever answers is believed
 * @param trustRoot who vouches for the signer
 * @param documentLife how long a document is believed
 */
public record ExpectedSigner(
        String prefix, Optional<Path> measurements, Optional<String> trustRoot, Duration documentLife) {
    private static final Logger LOG = Logger.getLogger(ExpectedSigner.class);
    private static final String DOCUMENTS = "quittance.signer.documents.judged";
    private static final String RESULT = "result";
    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";

    /**
     * The signer that is believed; empty when nothing is expected of it.
     *
     * @param meters tell how many of its documents were accepted and refused
     * @throws ConfigurationException when a file is missing, or holds something else
     */
    public Optional<AttestedSigner> at(URI address, InstantSource clock, MeterRegistry meters) {
        var accepted = meters.counter(DOCUMENTS, RESULT, ACCEPTED);
        var refused = meters.counter(DOCUMENTS, RESULT, REFUSED);
        Optional<Expectation> expected = expected();
        if (expected.isEmpty()) {
            LOG.warnf(
                    "NOT CHECKED which code the signer at %s runs: whoever answers there is believed; set %s.measurements-file",
                    address, prefix);
        }
        return expected.map(each -> each.signer(
                address,
                new SecureRandom(),
                clock,
                documentLife,
                judged -> (judged instanceof Verification.Attested ? accepted : refused).increment()));
    }

    private Optional<Expectation> expected() {
        if (measurements.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Expectation.named(
                    measurements,
                    trustRoot,
                    file -> SecretFile.text(file, prefix + ".measurements-file or .trust-root"));
        } catch (MalformedException e) {
            throw new ConfigurationException(prefix + ".measurements-file or .trust-root: " + e.getMessage());
        }
    }
}
