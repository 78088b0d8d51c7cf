package dev.quittance.evm.rpc;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quittance.evm.rpc.RpcException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON-RPC 2.0 objects around calls and answers. */
final class Envelopes {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int MAX_MESSAGE = 500;

    private Envelopes() {}

    /** One call as it is sent. */
    record Call(String jsonrpc, long id, String method, List<Object> params) {}

    static Call single(long id, RpcRequest request) {
        return new Call("2.0", id, request.method(), request.params());
    }

    static List<Call> batch(long firstId, List<RpcRequest> requests) {
        List<Call> calls = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            calls.add(single(firstId + i, requests.get(i)));
        }
        return calls;
    }

    static RpcResult readSingle(byte[] answer, long id, String origin) {
        JsonNode envelope = parse(answer, origin);
        RpcResult result = result(envelope, origin);
        // JSON-RPC 2.0 §5: an error may carry a null id when the request could not be read.
        boolean unread =
                result instanceof RpcResult.Failure && envelope.path("id").isNull();
        if (!unread && !isId(envelope.path("id"), id)) {
            throw protocol(origin, "answered another request");
        }
        return result;
    }

    static List<RpcResult> readBatch(byte[] answer, long firstId, int size, String origin) {
        JsonNode envelopes = parse(answer, origin);
        if (!envelopes.isArray() || envelopes.size() != size) {
            throw protocol(origin, "did not answer each call of a batch");
        }
        SortedMap<Long, RpcResult> results = new TreeMap<>();
        for (JsonNode envelope : envelopes) {
            JsonNode id = envelope.path("id");
            long position = id.isIntegralNumber() && id.canConvertToLong() ? id.longValue() - firstId : -1;
            boolean ours = position >= 0 && position < size;
            if (!ours || results.putIfAbsent(position, result(envelope, origin)) != null) {
                throw protocol(origin, "answered another request, or one twice");
            }
        }
        return List.copyOf(results.values());
    }

    private static JsonNode parse(byte[] answer, String origin) {
        try {
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw protocol(origin, "answered what is not JSON");
        }
    }

    private static RpcResult result(JsonNode envelope, String origin) {
        JsonNode error = envelope.path("error");
        boolean failed = !error.isMissingNode() && !error.isNull();
        if (!envelope.path("jsonrpc").asText().equals("2.0") || (!failed && !envelope.has("result"))) {
            throw protocol(origin, "answered what is not JSON-RPC 2.0");
        }
        if (!failed) {
            return new RpcResult.Value(envelope.path("result"));
        }
        if (!error.path("code").canConvertToLong() || !error.path("message").isTextual()) {
            throw protocol(origin, "answered an error without code or message");
        }
        String message = error.path("message").textValue();
        return new RpcResult.Failure(
                error.path("code").longValue(),
                message.substring(0, Math.min(message.length(), MAX_MESSAGE)),
                error.path("data"));
    }

    private static boolean isId(JsonNode node, long id) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() == id;
    }

    private static RpcException protocol(String origin, String what) {
        return new RpcException(Kind.PROTOCOL, origin + " " + what);
    }
}
