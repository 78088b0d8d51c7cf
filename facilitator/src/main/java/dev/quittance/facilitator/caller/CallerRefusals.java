package dev.quittance.facilitator.caller;

import dev.quittance.facilitator.request.Problem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of callers, as RFC 9457 problems; where the protocol has a shape for answers, in that as well. */
final class CallerRefusals {
    @ServerExceptionMapper
    Response missing(UnauthorizedException e, UriInfo uri) {
        return problem(uri, 401, "Unauthorized", "token_missing", "a bearer token is required");
    }

    @ServerExceptionMapper
    Response unknown(AuthenticationFailedException e, UriInfo uri) {
        return problem(uri, 401, "Unauthorized", "token_unknown", "the bearer token is not known");
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return problem(uri, 403, "Forbidden", "forbidden", "the caller may not do this");
    }

    private static Response problem(UriInfo uri, int status, String title, String code, String detail) {
        var response = new Problem(status, title, code, detail).toResponse(uri.getPath());
        return status == 401
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build()
                : response.build();
    }
}
