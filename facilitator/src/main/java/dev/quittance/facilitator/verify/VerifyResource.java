package dev.quittance.facilitator.verify;

import dev.quittance.facilitator.access.Access;
import dev.quittance.facilitator.access.Denial;
import dev.quittance.facilitator.request.Endpoint;
import dev.quittance.facilitator.request.PaymentRequest;
import dev.quittance.facilitator.request.Refusal;
import dev.quittance.facilitator.request.Reply;
import dev.quittance.facilitator.request.RequestReader;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.VerifyResponse;
import dev.quittance.schemes.payment.Demand.Purpose;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** {@code POST /verify} (x402 specification v2, facilitator interface). */
@Path("/verify")
public final class VerifyResource {
    private static final Endpoint.Words WORDS = new Endpoint.Words(
            "verify", "quittance.verifications", ErrorReason.UNEXPECTED_VERIFY_ERROR, VerifyResource::shape);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final Access access;
    private final Verifier verifier;
    private final Holds holds;

    VerifyResource(RequestReader requests, Access access, Verifier verifier, Holds holds, MeterRegistry metrics) {
        this.endpoint = new Endpoint(requests, metrics, WORDS);
        this.access = access;
        this.verifier = verifier;
        this.holds = holds;
    }

    /** Says whether the payment would settle now; nothing is reserved by it in any caller's way but the caller's own. */
    @POST
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response verify(byte[] body, @Context SecurityContext security) {
        String caller = security.getUserPrincipal().getName();
        return endpoint.answer(body, request -> verify(caller, request)).toResponse();
    }

    private Reply verify(String caller, PaymentRequest request) {
        Optional<Duration> wait = access.pass(caller);
        if (wait.isPresent()) {
            return endpoint.limited(request.network(), wait.get());
        }
        Optional<Denial> denial = access.judge(caller, request);
        if (denial.isPresent()) {
            return denied(denial.get(), Optional.empty(), request);
        }
        try {
            return switch (verifier.verify(request.message(), Purpose.VERIFY)) {
                case Verdict.Valid valid -> sponsored(caller, valid, request);
                case Verdict.Invalid(ErrorReason reason, String message, Optional<Address> payer) ->
                    endpoint.refused(200, new Refusal(request.worded(reason), message, payer, request.network()));
            };
        } catch (ChainUnavailableException e) {
            return endpoint.unavailable(String.valueOf(e.getMessage()), request.network(), RETRY_AFTER);
        } catch (SQLException e) {
            return endpoint.unavailable("the database is down", request.network(), RETRY_AFTER);
        }
    }

    /** What nobody pays the gas for would not settle either. */
    private Reply sponsored(String caller, Verdict.Valid valid, PaymentRequest request) throws SQLException {
        Optional<Denial> denial = access.lookAtGas(caller, valid.payment());
        return denial.isPresent()
                ? denied(denial.get(), Optional.of(valid.payment().terms().payer()), request)
                : hold(caller, valid, request.network());
    }

    private Reply denied(Denial denial, Optional<Address> payer, PaymentRequest request) {
        return endpoint.refused(200, new Refusal(denial.reason(), denial.message(), payer, request.network()));
    }

    private Reply hold(String caller, Verdict.Valid valid, String network) {
        Address payer = valid.payment().terms().payer();
        if (holds.hold(caller, valid)) {
            return endpoint.answered(
                    "valid", VerifyResponse.valid(payer.toString()).toJson().toString());
        }
        return endpoint.refused(
                200,
                new Refusal(
                        valid.payment().endings().poor(),
                        "the payer's balance is promised to other payments",
                        Optional.of(payer),
                        network));
    }

    private static JsonObject shape(Refusal refusal) {
        return VerifyResponse.invalid(
                        refusal.reason().wire(),
                        Optional.of(refusal.message()),
                        refusal.payer().map(Address::toString))
                .toJson();
    }
}
