package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@WithTestResource(TlsEnvironment.class)
@TestProfile(MutualTlsTest.OnItsOwn.class)
class MutualTlsTest extends SignerTest {
    @Inject
    HttpServer server;

    @Test
    void servesCallersWhoseCertificatesItTrusts() throws Exception {
        assertThat(get(callerOf("test.tls.caller")).statusCode()).isEqualTo(200);
    }

    @Test
    void hearsNobodyWithoutACertificateOrWithAStrangers() {
        assertThatThrownBy(() -> get(HttpClient.newBuilder()
                        .sslContext(context(new KeyStore[0]))
                        .build()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(callerOf("test.tls.stranger"))).isInstanceOf(IOException.class);
    }

    @Test
    void servesNothingInTheClear() {
        var plain = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + ACCOUNTS))
                .build();

        assertThatThrownBy(() -> HttpClient.newHttpClient().send(plain, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    private HttpResponse<String> get(HttpClient http) throws Exception {
        String token = client().token(alice(), "GET", ACCOUNTS, new byte[0]);
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + ACCOUNTS))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private int port() {
        return server.getSecurePort();
    }

    private HttpClient callerOf(String keyStore) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context(load(config.getValue(keyStore, String.class))))
                .build();
    }

    private SSLContext context(KeyStore... own) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(config.getValue("test.tls.signers", String.class)));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var context = SSLContext.getInstance("TLS");
        if (own.length > 0) {
            keys.init(own[0], TlsEnvironment.PASSWORD.toCharArray());
        }
        context.init(own.length > 0 ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(String file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, TlsEnvironment.PASSWORD.toCharArray());
        }
        return store;
    }

    /** A service of its own, because it is served in another way. */
    public static final class OnItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-ssl-port", "0");
        }
    }
}
