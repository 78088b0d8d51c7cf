package dev.quittance.facilitator.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.ConfigProvider;

/** Who talks HTTP to the facilitator. */
public enum Caller {
    MERCHANT,
    RIVAL,
    /** Holds a token that the facilitator does not know. */
    STRANGER,
    /** Sends no token. */
    NOBODY;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** Where Quarkus says that the facilitator of this test listens. */
    private static URI facilitator() {
        return ConfigProvider.getConfig().getValue("test.url", URI.class);
    }

    String token() {
        return "token-of-" + name().toLowerCase(Locale.ROOT);
    }

    String tokenDigest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** With a token of its own. */
    public static HttpResponse<String> post(String token, String path, String body) {
        var request = HttpRequest.newBuilder(facilitator().resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body));
        return send(request, path);
    }

    public HttpResponse<String> post(String path, byte[] body) {
        return send(request(path, BodyPublishers.ofByteArray(body)), path);
    }

    /** Without telling the length beforehand. */
    public HttpResponse<String> postInChunks(String path, String body) {
        return send(request(path, BodyPublishers.fromPublisher(BodyPublishers.ofString(body))), path);
    }

    /** Sends the body only once the server said that it wants it. */
    public HttpResponse<String> postWhenWanted(String path, String body) {
        return send(request(path, BodyPublishers.ofString(body)).expectContinue(true), path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String path) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return HTTP.sendAsync(request(path, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) {
        try {
            var request = HttpRequest.newBuilder(facilitator().resolve(path));
            if (this != NOBODY) {
                request.header("Authorization", "Bearer " + token());
            }
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(facilitator().resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .POST(body);
        if (this != NOBODY) {
            request.header("Authorization", "Bearer " + token());
        }
        return request;
    }
}
