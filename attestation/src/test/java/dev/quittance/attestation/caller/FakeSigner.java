package dev.quittance.attestation.caller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quittance.attestation.LiveSignature;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.UserData;
import dev.quittance.attestation.simulation.SimulatedModule;
import dev.quittance.attestation.simulation.SimulatedRoot;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Attests and answers; what it measures, which key it uses and whether it signs can be changed while it runs. */
final class FakeSigner implements AutoCloseable {
    static final Measurement GENUINE = measurement(1);

    final SimulatedRoot root = SimulatedRoot.draw(new SecureRandom(), Instant.now());
    final AtomicInteger documents = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    volatile Measurement measurement = GENUINE;
    volatile KeyPair liveKey = newKey();
    volatile boolean vouches = true;
    volatile Optional<byte[]> namedTlsKey = Optional.empty();

    private final SimulatedModule module = new SimulatedModule(root, "test", InstantSource.system());
    private final HttpServer server;
    private final String scheme;

    FakeSigner() throws IOException {
        this(HttpServer.create(address(), 0), "http");
    }

    FakeSigner(SSLContext tls) throws IOException {
        this(https(tls), "https");
    }

    private FakeSigner(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/attestation", this::attest);
        server.createContext("/v1", this::answer);
        server.start();
    }

    private static HttpServer https(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(address(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    URI url() {
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
    }

    static Measurement measurement(int code) {
        return new Measurement(
                "0x" + "%02x".formatted(code).repeat(48), "0x" + "02".repeat(48), "0x" + "03".repeat(48));
    }

    static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void attest(HttpExchange exchange) throws IOException {
        documents.incrementAndGet();
        var asked = JsonObject.parse(exchange.getRequestBody().readAllBytes());
        byte[] document = module.document(
                measurement,
                Hex.decode(asked.text("nonce")),
                liveKey.getPublic().getEncoded(),
                new UserData(Optional.empty(), namedTlsKey.map(UserData::tlsKeyHash)).encode());
        send(
                exchange,
                JsonObject.builder()
                        .put("document", Hex.encode(document))
                        .build()
                        .toString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String body = "{\"answer\":\"yes\"}";
        if (vouches) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] message = LiveSignature.message(authorization, 200, body.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseHeaders()
                    .set(
                            LiveSignature.KEY_HEADER,
                            LiveSignature.keyId(liveKey.getPublic().getEncoded()));
            exchange.getResponseHeaders().set(LiveSignature.SIGNATURE_HEADER, Hex.encode(signed(message)));
        }
        send(exchange, body);
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(liveKey.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
