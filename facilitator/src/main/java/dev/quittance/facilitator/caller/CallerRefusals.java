package dev.quittance.facilitator.caller;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of callers, as RFC 9457 problems. */
final class CallerRefusals {
    @ServerExceptionMapper
    Response missing(UnauthorizedException e) {
        return problem(401, "Unauthorized", "token_missing", "a bearer token is required");
    }

    @ServerExceptionMapper
    Response unknown(AuthenticationFailedException e) {
        return problem(401, "Unauthorized", "token_unknown", "the bearer token is not known");
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e) {
        return problem(403, "Forbidden", "forbidden", "the caller may not do this");
    }

    private static Response problem(int status, String title, String code, String detail) {
        var body = JsonObject.builder()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("code", code)
                .build();
        var response = Response.status(status).type("application/problem+json").entity(body.toString());
        return status == 401
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build()
                : response.build();
    }
}
