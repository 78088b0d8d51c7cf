package dev.quittance.facilitator.verify;

import dev.quittance.facilitator.request.RefusedRequestException;
import dev.quittance.facilitator.request.Reply;
import dev.quittance.facilitator.request.RequestReader;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.VerifyResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@code POST /verify} (x402 specification v2, facilitator interface). */
@Path("/verify")
public final class VerifyResource {
    private static final Logger LOG = Logger.getLogger(VerifyResource.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RequestReader requests;
    private final Verifier verifier;
    private final MeterRegistry metrics;

    VerifyResource(RequestReader requests, Verifier verifier, MeterRegistry metrics) {
        this.requests = requests;
        this.verifier = verifier;
        this.metrics = metrics;
    }

    /** Says whether the payment would settle now; nothing is reserved by it. */
    @POST
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response verify(InputStream body) {
        return reply(body).toResponse();
    }

    private Reply reply(InputStream body) {
        try {
            return switch (verifier.verify(requests.read(body).message())) {
                case Verdict.Valid valid ->
                    valid(valid.payment().authorization().from());
                case Verdict.Invalid(ErrorReason reason, String message, Optional<Address> payer) ->
                    Reply.of(200, invalid(reason, message, payer));
            };
        } catch (RefusedRequestException e) {
            return Reply.of(e.status(), invalid(e.reason(), e.detail(), Optional.empty()));
        } catch (ChainUnavailableException e) {
            return Reply.later(
                    invalid(ErrorReason.UNEXPECTED_VERIFY_ERROR, String.valueOf(e.getMessage()), Optional.empty()),
                    RETRY_AFTER);
        } catch (RuntimeException e) {
            LOG.error("verification failed", e);
            return Reply.of(500, invalid(ErrorReason.UNEXPECTED_VERIFY_ERROR, "internal error", Optional.empty()));
        }
    }

    private Reply valid(Address payer) {
        count("valid");
        return Reply.of(200, VerifyResponse.valid(payer.toString()).toJson().toString());
    }

    private String invalid(ErrorReason reason, String message, Optional<Address> payer) {
        count(reason.wire());
        return VerifyResponse.invalid(reason.wire(), Optional.of(message), payer.map(Address::toString))
                .toJson()
                .toString();
    }

    private void count(String result) {
        metrics.counter("quittance.verifications", "result", result).increment();
    }
}
