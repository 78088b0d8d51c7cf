package dev.quittance.facilitator.request;

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
 */
public record Reply(int status, String json, Optional<Duration> retryAfter) {

    public static Reply of(int status, String json) {
        return new Reply(status, json, Optional.empty());
    }

    /** 429: the caller has to wait. */
    public static Reply limited(String json, Duration retryAfter) {
        return new Reply(429, json, Optional.of(retryAfter));
    }

    /** 503: nothing is wrong with the request, and it should come again. */
    public static Reply later(String json, Duration retryAfter) {
        return new Reply(503, json, Optional.of(retryAfter));
    }

    public Response toResponse() {
        var response = Response.status(status).type(MediaType.APPLICATION_JSON).entity(json);
        retryAfter.ifPresent(time ->
                response.header(HttpHeaders.RETRY_AFTER, time.plusMillis(999).toSeconds()));
        return response.build();
    }
}
