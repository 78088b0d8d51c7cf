package dev.quittance.evm.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quittance.evm.rpc.RpcException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 over HTTP/1.1 with keep-alive, single and in batches. Blocking, for virtual threads; thread-safe. It never
 * retries: only the caller knows whether asking again is harmless.
 */
public final class JsonRpc implements RpcTransport {
    private final HttpClient http;
    private final HttpRequest.Builder template;
    private final String origin;
    private final Limits limits;
    private final AtomicLong nextId = new AtomicLong(1);

    /**
     * Bounds of every exchange.
     *
     * @param timeout for one exchange, from its start to the last byte of the answer
     * @param maxBodyBytes of one answer
     * @param maxBatch calls in one HTTP request; longer lists go out in several
     */
    public record Limits(Duration timeout, long maxBodyBytes, int maxBatch) {
        /** Ten seconds, 16 MiB and 100 calls. */
        public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 16L << 20, 100);
    }

    /**
     * A client of one endpoint. It connects when first asked.
     *
     * @param http shared between endpoints; should have a connect timeout and follow no redirects
     * @param endpoint an HTTP or TLS address; user and password in it are sent as Basic authorization
     */
    public JsonRpc(HttpClient http, URI endpoint, Limits limits) {
        this.http = http;
        this.limits = limits;
        this.origin = endpoint.getScheme() + "://" + endpoint.getHost()
                + (endpoint.getPort() == -1 ? "" : ":" + endpoint.getPort());
        this.template = HttpRequest.newBuilder(endpoint)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(limits.timeout())
                .header("Content-Type", "application/json");
        String user = endpoint.getUserInfo();
        if (user != null) {
            byte[] credentials = user.getBytes(StandardCharsets.UTF_8);
            template.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
    }

    /** An HTTP client that suits this class. */
    public static HttpClient httpClient(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public List<RpcTransport> each() {
        return List.of(this);
    }

    /**
     * Asks one thing.
     *
     * @throws RpcException of kind TRANSPORT or PROTOCOL
     */
    @Override
    public RpcResult call(RpcRequest request) {
        long id = nextId.getAndIncrement();
        byte[] answer = exchange(write(Envelopes.single(id, request)));
        return Envelopes.readSingle(answer, id, origin);
    }

    /**
     * Asks many things; the answers come in the order of the requests.
     *
     * @throws RpcException of kind TRANSPORT or PROTOCOL; parts of a list beyond {@link Limits#maxBatch} may then have been
     *     done
     */
    @Override
    public List<RpcResult> batch(List<RpcRequest> requests) {
        List<RpcResult> results = new ArrayList<>(requests.size());
        for (int from = 0; from < requests.size(); from += limits.maxBatch()) {
            List<RpcRequest> part = requests.subList(from, Math.min(requests.size(), from + limits.maxBatch()));
            long firstId = nextId.getAndAdd(part.size());
            byte[] answer = exchange(write(Envelopes.batch(firstId, part)));
            results.addAll(Envelopes.readBatch(answer, firstId, part.size(), origin));
        }
        return results;
    }

    private static byte[] write(Object envelope) {
        try {
            return Envelopes.JSON.writeValueAsBytes(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the parameters cannot be written as JSON", e);
        }
    }

    private byte[] exchange(byte[] body) {
        HttpRequest request = template.copy()
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxBodyBytes()));
        try {
            // The request's own timeout ends with the headers; this one covers a body that trickles.
            HttpResponse<byte[]> response = exchange.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw transport("answered with HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw transport("did not answer within " + limits.timeout());
        } catch (ExecutionException e) {
            throw transport(describe(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw transport("was not waited for: interrupted");
        } finally {
            exchange.cancel(true);
        }
    }

    /** The class alone: messages of the HTTP client may quote the URI. */
    private String describe(@Nullable Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException _ -> "did not answer within " + limits.timeout();
            case IOException e ->
                "gave no whole answer of at most " + limits.maxBodyBytes() + " bytes ("
                        + e.getClass().getSimpleName() + ")";
            case null, default -> "could not be asked";
        };
    }

    private RpcException transport(String what) {
        return new RpcException(Kind.TRANSPORT, origin + " " + what);
    }
}
