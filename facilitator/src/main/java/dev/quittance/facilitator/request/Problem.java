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
        return response(body());
    }

    /**
     * The same for an endpoint of the protocol, with the members by which the official clients know a refusal there.
     *
     * @param path of the request
     */
    public Response.ResponseBuilder toResponse(String path) {
        var body = body();
        if (path.startsWith("/verify")) {
            body.put("isValid", false).put("invalidReason", code);
        } else if (path.startsWith("/settle") && !path.startsWith("/settlements")) {
            body.put("success", false)
                    .put("errorReason", code)
                    .put("transaction", "")
                    .put("network", "");
        }
        return response(body);
    }

    private Response.ResponseBuilder response(JsonObject.Builder body) {
        return Response.status(status)
                .type("application/problem+json")
                .entity(body.build().toString());
    }

    private JsonObject.Builder body() {
        return JsonObject.builder()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
    }
}
