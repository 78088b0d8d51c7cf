package dev.quittance.signer.isolation;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Where the signing API is served over TLS, nobody gets as far as a request without a certificate that the trust store vouches
 * for. Whether it is served over TLS, and not in the clear, is configured: see the runbook.
 */
@Singleton
public final class ClientCertificates implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setClientAuth(ClientAuth.REQUIRED);
    }
}
