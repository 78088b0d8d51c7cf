package dev.quittance.signer.problem;

import dev.quittance.protocol.MalformedException;
import dev.quittance.signer.database.DataRefusedException;
import dev.quittance.signer.database.DatabaseUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request early into a problem document. Nothing of an exception but its kind leaves the process. */
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int UNAVAILABLE = 503;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final MeterRegistry metrics;

    ProblemMappers(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        metrics.counter("quittance.signer.refusals", "code", e.problem().code()).increment();
        var response = e.problem().toResponseBuilder();
        // Whatever is unavailable here is so for seconds: a lease that moves, a queue that is full.
        return e.problem().status() == UNAVAILABLE
                ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : response.build();
    }

    @ServerExceptionMapper
    Response malformed(MalformedException e) {
        return new Problem(400, "malformed_request", String.valueOf(e.getMessage())).toResponse();
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e) {
        return new Problem(401, "token_missing", "a request token is required").toResponse("Bearer");
    }

    @ServerExceptionMapper
    Response unavailable(DatabaseUnavailableException e) {
        LOG.errorf("database unavailable, SQL state %s", e.sqlState());
        return new Problem(503, "database_unavailable", "nothing can be signed while the journal is out of reach")
                .toResponseBuilder()
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** Not to be asked again: what the rules let through and the schema does not take, it will never take. */
    @ServerExceptionMapper
    Response unrecordable(DataRefusedException e) {
        LOG.errorf("the schema refuses what a request would record, SQL state %s", e.sqlState());
        metrics.counter("quittance.signer.refusals", "code", "unrecordable").increment();
        return new Problem(422, "unrecordable", String.valueOf(e.getMessage())).toResponse();
    }

    @ServerExceptionMapper
    Response standard(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
        return new Problem(status.getStatusCode(), code, status.getReasonPhrase()).toResponse();
    }

    @ServerExceptionMapper
    Response unexpected(RuntimeException e) {
        // The stack trace says where; the message is left out because it may quote what was being signed.
        var trace = new RuntimeException(e.getClass().getName());
        trace.setStackTrace(e.getStackTrace());
        LOG.error("unexpected failure", trace);
        return new Problem(500, "internal_error", "the request could not be completed").toResponse();
    }
}
