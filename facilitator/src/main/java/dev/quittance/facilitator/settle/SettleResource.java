package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.request.PaymentRequest;
import dev.quittance.facilitator.request.RefusedRequestException;
import dev.quittance.facilitator.request.Reply;
import dev.quittance.facilitator.request.RequestReader;
import dev.quittance.facilitator.verify.ChainUnavailableException;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
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
import java.io.InputStream;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** {@code POST /settle} (x402 specification v2, facilitator interface). */
@Path("/settle")
public final class SettleResource {
    private static final Logger LOG = Logger.getLogger(SettleResource.class);

    private final RequestReader requests;
    private final Settlement settlement;
    private final SettleConfig config;
    private final MeterRegistry metrics;

    SettleResource(RequestReader requests, Settlement settlement, SettleConfig config, MeterRegistry metrics) {
        this.requests = requests;
        this.settlement = settlement;
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * Settles the payment and waits for the outcome. The same request again joins the running settlement or gets the same
     * answer; it never pays twice.
     */
    @POST
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response settle(InputStream body, @Context SecurityContext security) {
        return reply(security.getUserPrincipal().getName(), body).toResponse();
    }

    private Reply reply(String caller, InputStream body) {
        PaymentRequest request;
        try {
            request = requests.read(body);
        } catch (RefusedRequestException e) {
            return Reply.of(e.status(), refusal(e.reason(), e.detail(), Optional.empty(), Optional.empty(), ""));
        }
        String network = request.message().paymentRequirements().network();
        try {
            return toReply(settlement.settle(caller, request), network);
        } catch (ChainUnavailableException | SQLException e) {
            LOG.warnf("settlement not accepted: %s", e.getClass().getSimpleName());
            return unavailable(
                    "a dependency is down; this call reserved nothing, ask again with the same payment", network);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("shutting down", network);
        } catch (RuntimeException e) {
            LOG.error("settlement failed", e);
            return Reply.of(
                    500,
                    refusal(
                            ErrorReason.UNEXPECTED_SETTLE_ERROR,
                            "internal error",
                            Optional.empty(),
                            Optional.empty(),
                            network));
        }
    }

    private Reply toReply(SettleOutcome outcome, String network) {
        return switch (outcome) {
            case SettleOutcome.Known(Answer answer) -> {
                count(answer.success() ? "settled" : "failed");
                yield Reply.of(200, answer.json());
            }
            case SettleOutcome.Refused(ErrorReason reason, String message, Optional<Address> payer) ->
                Reply.of(200, refusal(reason, message, payer, Optional.empty(), network));
            case SettleOutcome.BoundElsewhere(Address payer) ->
                Reply.of(
                        409,
                        refusal(
                                ErrorReason.AUTHORIZATION_BOUND_ELSEWHERE,
                                "the authorization pays for another request",
                                Optional.of(payer),
                                Optional.empty(),
                                network));
            case SettleOutcome.Pending(Address payer, Optional<Bytes32> transaction) -> {
                String json = refusal(
                        ErrorReason.SETTLEMENT_PENDING,
                        "the outcome is not known yet; ask again with the same payment",
                        Optional.of(payer),
                        transaction,
                        network);
                yield transaction.isPresent() ? Reply.of(200, json) : Reply.later(json, config.retryAfter());
            }
            case SettleOutcome.Busy _ ->
                unavailable("too many settlements wait; ask again with the same payment", network);
        };
    }

    private Reply unavailable(String message, String network) {
        return Reply.later(
                refusal(ErrorReason.UNEXPECTED_SETTLE_ERROR, message, Optional.empty(), Optional.empty(), network),
                config.retryAfter());
    }

    private String refusal(
            ErrorReason reason,
            String message,
            Optional<Address> payer,
            Optional<Bytes32> transaction,
            String network) {
        count(reason.wire());
        return SettleResponse.refused(
                        reason.wire(),
                        Optional.of(message),
                        payer.map(Address::toString),
                        transaction.map(Bytes32::toString).orElse(""),
                        network)
                .toJson()
                .toString();
    }

    private void count(String result) {
        metrics.counter("quittance.settlements", "result", result).increment();
    }
}
