package dev.quittance.signer.listen;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What the signer shows to callers on its Unix socket ({@code quarkus.http.domain-socket}); both or none. */
@ConfigMapping(prefix = "quittance.signer.listen")
public interface ListenConfig {
    /** PEM file with the signer's certificate chain, its own first. */
    Optional<Path> certificateFile();

    /** PEM file with the private key (PKCS #8) of that certificate. */
    Optional<Path> keyFile();
}
