package dev.quittance.signer.listen;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Ends TLS in this process: whoever relays the socket's bytes sees neither requests nor tokens. There is no plain text on the
 * socket.
 */
@ApplicationScoped
public final class SocketTls implements HttpServerOptionsCustomizer {
    private final ListenConfig config;

    SocketTls(ListenConfig config) {
        this.config = config;
    }

    /** @throws ConfigurationException when certificate or key is missing */
    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(readable("certificate-file", config.certificateFile()))
                        .addKeyPath(readable("key-file", config.keyFile())));
    }

    private static String readable(String name, Optional<Path> file) {
        return file.filter(Files::isReadable)
                .map(Path::toString)
                .orElseThrow(() -> new ConfigurationException("quittance.signer.listen." + name
                        + (file.isEmpty() ? " is missing" : " cannot be read")
                        + ": the signer speaks TLS only on its socket, and needs a PEM file for it"));
    }
}
