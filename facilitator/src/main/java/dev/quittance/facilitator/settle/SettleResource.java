package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.access.Access;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.request.Endpoint;
import dev.quittance.facilitator.request.ExtensionResponses;
import dev.quittance.facilitator.request.PaymentRequest;
import dev.quittance.facilitator.request.Refusal;
import dev.quittance.facilitator.request.Reply;
import dev.quittance.facilitator.request.RequestReader;
import dev.quittance.facilitator.verify.ChainUnavailableException;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.SettleResponse;
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
import org.jboss.logging.Logger;

/** {@code POST /settle} (x402 specification v2, facilitator interface). */
@Path("/settle")
public final class SettleResource {
    private static final Logger LOG = Logger.getLogger(SettleResource.class);
    private static final Endpoint.Words WORDS = new Endpoint.Words(
            "settle", "quittance.settlements", ErrorReason.UNEXPECTED_SETTLE_ERROR, SettleResource::shape);

    private final Endpoint endpoint;
    private final Access access;
    private final Settlement settlement;
    private final SettleConfig config;

    SettleResource(
            RequestReader requests, Access access, Settlement settlement, SettleConfig config, MeterRegistry metrics) {
        this.endpoint = new Endpoint(requests, metrics, WORDS);
        this.access = access;
        this.settlement = settlement;
        this.config = config;
    }

    /**
     * Settles the payment and waits for the outcome. The same request again joins the running settlement or gets the same
     * answer; it never pays twice.
     */
    @POST
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response settle(byte[] body, @Context SecurityContext security) {
        String caller = security.getUserPrincipal().getName();
        return endpoint.answer(body, request -> settle(caller, request)).toResponse();
    }

    private Reply settle(String caller, PaymentRequest request) {
        Optional<Duration> wait = access.pass(caller);
        if (wait.isPresent()) {
            return endpoint.limited(request.network(), wait.get());
        }
        try {
            SettleOutcome outcome = settlement.settle(caller, request);
            return reply(outcome, request).with(extensions(outcome, request));
        } catch (ChainUnavailableException | SQLException e) {
            LOG.warnf("settlement not accepted: %s", e.getClass().getSimpleName());
            return unavailable(
                    "a dependency is down; this call reserved nothing, ask again with the same payment",
                    request.network());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("shutting down", request.network());
        }
    }

    private Reply reply(SettleOutcome outcome, PaymentRequest request) {
        String network = request.network();
        return switch (outcome) {
            case SettleOutcome.Known(Answer answer) ->
                endpoint.answered(answer.success() ? "settled" : "failed", json(answer, request));
            case SettleOutcome.Nothing(Address payer) ->
                endpoint.answered("nothing", nothing(payer, network).toJson().toString());
            case SettleOutcome.Refused(ErrorReason reason, String message, Optional<Address> payer) ->
                endpoint.refused(200, new Refusal(request.worded(reason), message, payer, network));
            case SettleOutcome.BoundElsewhere(Address payer) ->
                endpoint.refused(
                        409,
                        new Refusal(
                                ErrorReason.AUTHORIZATION_BOUND_ELSEWHERE,
                                "the authorization pays for another request",
                                Optional.of(payer),
                                network));
            case SettleOutcome.Pending(Address payer, Optional<Bytes32> transaction) -> {
                var pending = new Refusal(
                        ErrorReason.SETTLEMENT_PENDING,
                        "the outcome is not known yet; ask again with the same payment",
                        Optional.of(payer),
                        network,
                        transaction);
                yield transaction.isPresent()
                        ? endpoint.refused(200, pending)
                        : endpoint.later(pending, config.retryAfter());
            }
            case SettleOutcome.Busy _ ->
                unavailable("too many settlements wait; ask again with the same payment", network);
        };
    }

    private static JsonObject extensions(SettleOutcome outcome, PaymentRequest request) {
        return switch (outcome) {
            case SettleOutcome.Known(Answer answer)
            when answer.success() -> ExtensionResponses.success(request.message());
            case SettleOutcome.Known(Answer answer) ->
                ExtensionResponses.rejected(
                        request.message(),
                        JsonObject.parse(answer.json())
                                .optionalText("errorReason")
                                .orElse(""));
            case SettleOutcome.Nothing _ -> ExtensionResponses.success(request.message());
            case SettleOutcome.Refused refused ->
                ExtensionResponses.rejected(request.message(), refused.reason().wire());
            case SettleOutcome.BoundElsewhere _ ->
                ExtensionResponses.rejected(request.message(), ErrorReason.AUTHORIZATION_BOUND_ELSEWHERE.wire());
            case SettleOutcome.Pending _ -> ExtensionResponses.processing(request.message());
            case SettleOutcome.Busy _ -> JsonObject.EMPTY;
        };
    }

    private Reply unavailable(String message, String network) {
        return endpoint.unavailable(message, network, config.retryAfter());
    }

    private static String json(Answer answer, PaymentRequest request) {
        if (request.isCurrent()) {
            return answer.json();
        }
        var settled = SettleResponse.fromJson(JsonObject.parse(answer.json()));
        return dev.quittance.protocol.x402.v1.SettleResponse.of(settled).toBuilder()
                .put("network", request.network())
                .build()
                .toString();
    }

    private static SettleResponse nothing(Address payer, String network) {
        return new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(payer.toString()),
                "",
                network,
                Optional.of("0"),
                JsonObject.EMPTY,
                JsonObject.EMPTY);
    }

    private static JsonObject shape(Refusal refusal) {
        return SettleResponse.refused(
                        refusal.reason().wire(),
                        Optional.of(refusal.message()),
                        refusal.payer().map(Address::toString),
                        refusal.transaction().map(Bytes32::toString).orElse(""),
                        refusal.network())
                .toJson();
    }
}
