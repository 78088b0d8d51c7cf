package dev.quittance.signer.trace;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** One line for each request, under the caller's trace id. No body, no token, no query. */
final class RequestLog {
    private static final Logger LOG = Logger.getLogger(RequestLog.class);
    /** What a path could end a line with, or hide what follows. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    @ServerResponseFilter
    void log(ContainerRequestContext request, ContainerResponseContext response) {
        String path = UNPRINTABLE.matcher(request.getUriInfo().getPath()).replaceAll("?");
        LOG.infof("%s %s: %d", request.getMethod(), path, response.getStatus());
    }
}
