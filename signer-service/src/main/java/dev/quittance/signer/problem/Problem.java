package dev.quittance.signer.problem;

import dev.quittance.protocol.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * An RFC 9457 problem of type {@code about:blank}.
 *
 * @param status HTTP status, 400..599
 * @param code what programs decide by; one code names one rule
 * @param detail what people read; never quotes the request
 */
public record Problem(int status, String code, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";

    public Response toResponse() {
        return toResponseBuilder().build();
    }

    /** The answer to somebody who is not authenticated, with what authentication is asked for. */
    public Response toResponse(String wwwAuthenticate) {
        return toResponseBuilder()
                .header(HttpHeaders.WWW_AUTHENTICATE, wwwAuthenticate)
                .build();
    }

    Response.ResponseBuilder toResponseBuilder() {
        var body = JsonObject.builder()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .build();
        return Response.status(status).type(MEDIA_TYPE).entity(body.toString());
    }

    private String title() {
        Response.Status known = Response.Status.fromStatusCode(status);
        // Jakarta REST has no name for the one status that it lacks: 422.
        return known == null ? "Unprocessable Content" : known.getReasonPhrase();
    }
}
