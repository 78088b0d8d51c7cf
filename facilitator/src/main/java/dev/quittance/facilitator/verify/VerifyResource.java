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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
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
    private final Holds holds;
    private final MeterRegistry metrics;

    VerifyResource(RequestReader requests, Verifier verifier, Holds holds, MeterRegistry metrics) {
        this.requests = requests;
        this.verifier = verifier;
        this.holds = holds;
        this.metrics = metrics;
    }

    /** Says whether the payment would settle now; nothing is reserved by it in any caller's way but the caller's own. */
    @POST
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response verify(InputStream body, @Context SecurityContext security) {
        return reply(security.getUserPrincipal().getName(), body).toResponse();
    }

    private Reply reply(String caller, InputStream body) {
        try {
            return switch (verifier.verify(requests.read(body).message())) {
                case Verdict.Valid valid -> hold(caller, valid);
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

    private Reply hold(String caller, Verdict.Valid valid) {
        Address payer = valid.payment().authorization().from();
        return holds.hold(caller, valid.payment(), valid.balance())
                ? valid(payer)
                : Reply.of(
                        200,
                        invalid(
                                ErrorReason.INVALID_EXACT_EVM_INSUFFICIENT_BALANCE,
                                "the payer's balance is promised to other payments",
                                Optional.of(payer)));
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
