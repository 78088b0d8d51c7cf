package dev.quittance.agent.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

/**
 * Which purchase a request is: SHA-256 over method, address, the headers that say what is asked for, body, and a key of
 * the caller's own. Credentials and tracing headers are no part of it, for they may differ from run to run.
 *
 * @param hash of the canonical JSON of those parts
 */
public record PurchaseKey(Bytes32 hash) {
    /** Headers that say what is asked for, lower case. */
    private static final List<String> HEADERS =
            List.of("accept", "accept-language", "content-type", "idempotency-key", "range", "x-order-id");

    /**
     * Reads the request's body once more; it is one that can be sent twice.
     *
     * @param idempotencyKey sets purchases apart that are otherwise equal
     * @throws IOException when the body cannot be read
     */
    public static PurchaseKey of(HttpRequest request, Optional<String> idempotencyKey)
            throws IOException, InterruptedException {
        URI uri = request.uri();
        String address = uri.getScheme().toLowerCase(Locale.ROOT) + "://"
                + uri.getRawAuthority().toLowerCase(Locale.ROOT)
                + Optional.ofNullable(uri.getRawPath()).orElse("")
                + Optional.ofNullable(uri.getRawQuery())
                        .map(query -> "?" + query)
                        .orElse("");
        var parts = JsonObject.builder()
                .put("method", request.method())
                .put("address", address)
                .put("headers", headers(request.headers()))
                .put("body", body(request).toString())
                .putText("idempotencyKey", idempotencyKey);
        return new PurchaseKey(parts.build().sha256());
    }

    private static JsonObject headers(HttpHeaders headers) {
        var chosen = JsonObject.builder();
        for (String name : HEADERS) {
            List<String> values = headers.allValues(name);
            if (!values.isEmpty()) {
                chosen.putTexts(name, values);
            }
        }
        return chosen.build();
    }

    private static Bytes32 body(HttpRequest request) throws IOException, InterruptedException {
        var hashing = new Hashing();
        request.bodyPublisher().ifPresentOrElse(publisher -> publisher.subscribe(hashing), hashing::onComplete);
        try {
            return hashing.hash.get();
        } catch (ExecutionException e) {
            throw new IOException("the request's body cannot be read", e.getCause());
        }
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(hash.toByteArray());
    }

    /** Hashes a body as it is published. */
    private static final class Hashing implements Flow.Subscriber<ByteBuffer> {
        private final MessageDigest digest = sha256();
        private final CompletableFuture<Bytes32> hash = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public void onError(Throwable fault) {
            hash.completeExceptionally(fault);
        }

        @Override
        public void onComplete() {
            hash.complete(new Bytes32(digest.digest()));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
