package dev.quittance.vitals;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.token.ClientCertificate;
import dev.quittance.protocol.token.SignerTrust;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a service and the signer know each other, by PEM files that its settings {@code ca-file}, {@code certificate-file} and
 * {@code certificate-key-file} name. Whatever is wrong with one ends the start in a line that names setting and file.
 *
 * @param prefix of the settings
 * @param ca certificates by which the signer is known; absent, those of the JDK
 * @param certificate shown to a signer that demands one
 * @param certificateKey the certificate's key, PKCS #8
 */
public record SignerTls(String prefix, Optional<Path> ca, Optional<Path> certificate, Optional<Path> certificateKey) {
    /**
     * Reads the files; empty when none is named.
     *
     * @throws ConfigurationException when one is missing, or holds something else
     */
    public Optional<SSLContext> context() {
        if (certificate.isPresent() != certificateKey.isPresent()) {
            throw new ConfigurationException(
                    prefix + ".certificate-file and " + prefix + ".certificate-key-file go together: set both or none");
        }
        Optional<ClientCertificate> own = certificate.map(file -> own(file, certificateKey.orElseThrow()));
        if (ca.isEmpty() && own.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SignerTrust.context(ca.map(file -> SecretFile.text(file, prefix + ".ca-file")), own));
        } catch (MalformedException e) {
            throw new ConfigurationException(
                    prefix + ".ca-file " + ca.orElseThrow() + " holds no PEM certificate that can be read");
        }
    }

    private ClientCertificate own(Path file, Path keyFile) {
        String certificates = SecretFile.text(file, prefix + ".certificate-file");
        String key = SecretFile.text(keyFile, prefix + ".certificate-key-file");
        try {
            return ClientCertificate.parse(certificates, key);
        } catch (MalformedException e) {
            throw new ConfigurationException(prefix + ".certificate-file " + file + " with " + prefix
                    + ".certificate-key-file " + keyFile + ": " + e.getMessage());
        }
    }
}
