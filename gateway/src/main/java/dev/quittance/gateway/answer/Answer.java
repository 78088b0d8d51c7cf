package dev.quittance.gateway.answer;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.SettleResponse;
import dev.quittance.protocol.x402.X402;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One whole answer of the gateway itself.
 *
 * @param headers without {@code Content-Type} and {@code Content-Length}
 */
public record Answer(int status, String contentType, Map<String, CharSequence> headers, String body) {

    private static final String CONNECTION = "Connection";

    public Answer {
        headers = Map.copyOf(headers);
    }

    /**
     * A 402 with its challenge; or a 412 with it where the payer has to let Permit2 take the asset first.
     *
     * @param error why it is asked
     * @param paymentRequired value of PAYMENT-REQUIRED
     * @param body what clients of version 1 read
     */
    public static Answer challenge(String error, CharSequence paymentRequired, String body) {
        var headers = Map.<String, CharSequence>of(
                "Cache-Control", "no-store", PaymentHeader.PAYMENT_REQUIRED.headerName(), paymentRequired);
        int status = error.equals(ErrorReason.PERMIT2_ALLOWANCE_REQUIRED.wire()) ? 412 : 402;
        return new Answer(status, "application/json", headers, body);
    }

    /** An RFC 9457 problem; {@code code} is what programs read. */
    public static Answer problem(int status, String code, String detail) {
        return problem(status, code, detail, JsonObject.EMPTY);
    }

    /** A problem with further members. */
    public static Answer problem(int status, String code, String detail, JsonObject more) {
        var body = more.toBuilder()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .build();
        return new Answer(status, "application/problem+json", Map.of("Cache-Control", "no-store"), body.toString());
    }

    public Answer withHeader(String name, String value) {
        var more = new LinkedHashMap<String, CharSequence>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body);
    }

    public Answer withRetryAfter(Duration wait) {
        return withHeader("Retry-After", Long.toString(wait.toSeconds()));
    }

    public Answer withSettlement(Optional<SettleResponse> settlement) {
        return withSettlement(X402.VERSION, settlement);
    }

    /** Tells a settlement, if there is one, to a client that speaks the given version. */
    public Answer withSettlement(int x402Version, Optional<SettleResponse> settlement) {
        return settlement
                .map(response -> SettlementHeader.of(x402Version, response))
                .map(header -> withHeader(header.name(), header.value()))
                .orElse(this);
    }

    /** The last one of its connection. */
    public Answer closing() {
        return withHeader(CONNECTION, "close");
    }

    /** Sends it, unless the client is gone. */
    public void send(HttpServerResponse response) {
        if (response.ended() || response.closed()) {
            return;
        }
        putHead(response);
        response.end(Buffer.buffer(body));
    }

    /** Sends all of it, but leaves the exchange open: ending it is the caller's. */
    public void sendButEnd(HttpServerResponse response) {
        putHead(response);
        var bytes = Buffer.buffer(body);
        response.putHeader("Content-Length", Integer.toString(bytes.length()));
        response.write(bytes);
    }

    private void putHead(HttpServerResponse response) {
        response.setStatusCode(status).putHeader("Content-Type", contentType);
        // Connections in HTTP/2 have no such header: a client would take the answer for malformed.
        boolean http2 = response.streamId() >= 0;
        headers.forEach((name, value) -> {
            if (!http2 || !name.equals(CONNECTION)) {
                response.putHeader(name, value);
            }
        });
    }
}
