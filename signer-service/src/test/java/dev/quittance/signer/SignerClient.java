package dev.quittance.signer;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestTokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Calls the service as its callers do. */
final class SignerClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom();
    private final URI base;

    SignerClient(URI base) {
        this.base = base;
    }

    Answer get(Actor actor, String path) {
        return send("GET", path, new byte[0], "Bearer " + token(actor, "GET", path, new byte[0]));
    }

    Answer post(Actor actor, String path, JsonObject body) {
        return post(actor, path, body.toString());
    }

    Answer post(Actor actor, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return send("POST", path, bytes, "Bearer " + token(actor, "POST", path, bytes));
    }

    Answer put(Actor actor, String path, JsonObject body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return send("PUT", path, bytes, "Bearer " + token(actor, "PUT", path, bytes));
    }

    Answer delete(Actor actor, String path) {
        return send("DELETE", path, new byte[0], "Bearer " + token(actor, "DELETE", path, new byte[0]));
    }

    /** Asks with a query, which no token covers. */
    Answer get(Actor actor, String path, String query) {
        return send("GET", path + "?" + query, new byte[0], "Bearer " + token(actor, "GET", path, new byte[0]));
    }

    /** A genuine token by the library that callers use. */
    String token(Actor actor, String method, String path, byte[] body) {
        var signer = new RequestTokenSigner(actor.name(), actor.privateJwk(), random, InstantSource.system());
        return signer.token(method, URI.create("http://" + SignerEnvironment.AUTHORITY + path), body);
    }

    Answer send(String method, String path, byte[] body, String... authorizations) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .header("Content-Type", "application/json");
        for (String authorization : authorizations) {
            request.header("Authorization", authorization);
        }
        try {
            return Answer.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends bytes that no HTTP library would, and reads until the service closes. */
    String sendRaw(String request) throws IOException {
        try (var socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
