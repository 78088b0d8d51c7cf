package dev.quittance.signer.listen;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** What the signer shows on Unix sockets: to callers ({@code quarkus.http.domain-socket}) certificate and key, both or none. */
@ConfigMapping(prefix = "quittance.signer.listen")
public interface ListenConfig {
    /** PEM file with the signer's certificate chain, its own first. */
    Optional<Path> certificateFile();

    /** PEM file with the private key (PKCS #8) of that certificate. */
    Optional<Path> keyFile();

    /** Where the metrics can be had besides the management port, as a Unix socket without TLS. */
    Optional<Path> metricsSocket();
}
