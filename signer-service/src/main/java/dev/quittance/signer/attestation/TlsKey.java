package dev.quittance.signer.attestation;

import dev.quittance.attestation.UserData;
import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.listen.ListenConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The key that the signer's TLS connections show: of its Unix socket's certificate, or of its port's. */
@Singleton
final class TlsKey {
    private static final String PORT_FILES = "quarkus.http.ssl.certificate.files";

    private final Optional<Bytes32> hash;

    TlsKey(ListenConfig listen, Config config) {
        hash = listen.certificateFile()
                .or(() -> config.getOptionalValue(PORT_FILES, String.class)
                        .map(files -> Path.of(files.split(",", 2)[0].strip())))
                .map(TlsKey::hash);
    }

    /** Its {@link UserData#tlsKeyHash}; absent where no TLS certificate is configured as PEM. */
    Optional<Bytes32> hash() {
        return hash;
    }

    private static Bytes32 hash(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return UserData.tlsKeyHash(CertificateFactory.getInstance("X.509")
                    .generateCertificate(pem)
                    .getPublicKey()
                    .getEncoded());
        } catch (IOException | CertificateException e) {
            throw new IllegalStateException("the TLS certificate cannot be read: " + file, e);
        }
    }
}
