package dev.quittance.facilitator.request;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP answer in the protocol's shape.
 *
 * @param json the whole body
 * @param retryAfter when to ask again, in whole seconds; rounded up
 * @param extensions what became of each extension that was acted upon
 */
public record Reply(int status, String json, Optional<Duration> retryAfter, JsonObject extensions) {
    /** Says what became of extensions of the request: base64 of a JSON object (x402 specification v2, facilitator interface). */
    private static final String EXTENSION_RESPONSES = "EXTENSION-RESPONSES";

    public static Reply of(int status, String json) {
        return new Reply(status, json, Optional.empty(), JsonObject.EMPTY);
    }

    /** 429: the caller has to wait. */
    public static Reply limited(String json, Duration retryAfter) {
        return new Reply(429, json, Optional.of(retryAfter), JsonObject.EMPTY);
    }

    /** 503: nothing is wrong with the request, and it should come again. */
    public static Reply later(String json, Duration retryAfter) {
        return new Reply(503, json, Optional.of(retryAfter), JsonObject.EMPTY);
    }

    /** The same, telling of extensions too. */
    public Reply with(JsonObject told) {
        return new Reply(status, json, retryAfter, told);
    }

    public Response toResponse() {
        var response = Response.status(status).type(MediaType.APPLICATION_JSON).entity(json);
        retryAfter.ifPresent(time ->
                response.header(HttpHeaders.RETRY_AFTER, time.plusMillis(999).toSeconds()));
        if (!extensions.isEmpty()) {
            response.header(EXTENSION_RESPONSES, PaymentHeader.encode(extensions));
        }
        return response.build();
    }
}
