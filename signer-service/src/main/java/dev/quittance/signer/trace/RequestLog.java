package dev.quittance.signer.trace;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** One line for each request, under the caller's trace id. No body, no token, no query. */
final class RequestLog {
    private static final Logger LOG = Logger.getLogger(RequestLog.class);

    @ServerResponseFilter
    void log(ContainerRequestContext request, ContainerResponseContext response) {
        LOG.infof("%s %s: %d", request.getMethod(), request.getUriInfo().getPath(), response.getStatus());
    }
}
