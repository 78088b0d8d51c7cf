package dev.quittance.facilitator.request;

import dev.quittance.protocol.json.JsonObject;
import jakarta.ws.rs.core.Response;

/**
 * A refusal in the form of RFC 9457.
 *
 * @param code for programs, in snake case
 * @param detail for people; never repeats what the caller sent
 */
public record Problem(int status, String title, String code, String detail) {

    public Response.ResponseBuilder toResponse() {
        var body = JsonObject.builder()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .build();
        return Response.status(status).type("application/problem+json").entity(body.toString());
    }
}
