package dev.quittance.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One JSON-RPC call at a time over HTTP. */
final class JsonRpc implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    JsonRpc(URI url) {
        this.url = url;
    }

    /**
     * @throws RpcException when the node answers with an error
     * @throws DevstackException when it does not answer
     */
    JsonNode call(String method, Object... params) {
        try {
            JsonNode answer = JSON.readTree(http.send(request(method, params), BodyHandlers.ofByteArray())
                    .body());
            JsonNode error = answer.path("error");
            if (!error.isMissingNode()) {
                throw new RpcException(
                        error.path("code").asInt(),
                        error.path("message").asText(),
                        error.path("data").asText(""));
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new DevstackException("the chain at " + url + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while the chain answered", e);
        }
    }

    /** The bytes of a result that is one hexadecimal string, decoded as they come: too many to be held at once. */
    InputStream bytes(String method, Object... params) throws IOException {
        try {
            return HexResult.of(http.send(request(method, params), BodyHandlers.ofInputStream())
                    .body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while the chain answered", e);
        }
    }

    private HttpRequest request(String method, Object... params) throws IOException {
        byte[] body =
                JSON.writeValueAsBytes(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params)));
        return HttpRequest.newBuilder(url)
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    boolean answers() {
        try {
            return !call("eth_chainId").isMissingNode();
        } catch (DevstackException e) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
