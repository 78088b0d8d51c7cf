package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.database.Database;
import dev.quittance.facilitator.payment.Answer;
import dev.quittance.facilitator.payment.Payment;
import dev.quittance.facilitator.payment.PaymentStore;
import dev.quittance.facilitator.payment.PaymentStore.Happened;
import dev.quittance.facilitator.payment.PaymentTerms;
import dev.quittance.facilitator.request.Problem;
import dev.quittance.protocol.json.JsonObject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** {@code GET /settlements/{id}}: what became of a payment, for the caller that had it settled. */
@Path("/settlements")
public final class SettlementResource {
    private final Database database;
    private final PaymentStore payments;
    private final SettleConfig config;

    SettlementResource(Database database, PaymentStore payments, SettleConfig config) {
        this.database = database;
        this.payments = payments;
        this.config = config;
    }

    /** The payment as it stands; 404 for ids that do not exist or belong to another caller. */
    @GET
    @Path("/{id}")
    @RolesAllowed("caller")
    @RunOnVirtualThread
    public Response settlement(@PathParam("id") String id, @Context SecurityContext security) {
        try {
            String caller = security.getUserPrincipal().getName();
            Optional<String> json = database.inTransaction(connection -> find(connection, id, caller));
            return json.map(body ->
                            Response.ok(body, MediaType.APPLICATION_JSON).build())
                    .orElseGet(() -> new Problem(
                                    404, "Not Found", "settlement_unknown", "no settlement of this caller has this id")
                            .toResponse()
                            .build());
        } catch (SQLException e) {
            return new Problem(503, "Service Unavailable", "database_unavailable", "the database is down")
                    .toResponse()
                    .header(HttpHeaders.RETRY_AFTER, config.retryAfter().toSeconds())
                    .build();
        }
    }

    private Optional<String> find(Connection connection, String text, String caller) throws SQLException {
        Optional<UUID> id = parse(text);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<Payment> payment = payments.find(connection, id.get())
                .filter(found -> found.terms().caller().equals(caller));
        if (payment.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                json(payment.get(), payments.history(connection, id.get())).toString());
    }

    private static Optional<UUID> parse(String text) {
        try {
            UUID id = UUID.fromString(text);
            return Optional.of(id).filter(each -> each.toString().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonObject json(Payment payment, List<Happened> history) {
        PaymentTerms terms = payment.terms();
        var json = JsonObject.builder()
                .put("paymentId", terms.id().toString())
                .put("state", payment.state().name())
                .put("network", terms.network())
                .put("payer", terms.authorization().payer().toString())
                .put("amount", terms.amount().toString())
                .put("asset", terms.authorization().token().toString())
                .put("payTo", terms.payee().toString())
                .put("nonce", terms.authorization().nonce().toString())
                .putText("transaction", payment.transaction().map(Object::toString));
        payment.inclusion()
                .ifPresent(place -> json.put("blockNumber", place.blockNumber().toString())
                        .put("blockHash", place.blockHash().toString())
                        .put("logIndex", Long.toString(place.logIndex())));
        return json.putObject("metadata", terms.metadata())
                .putObject("answer", payment.answer().map(Answer::json).map(JsonObject::parse))
                .putObjects(
                        "events", history.stream().map(SettlementResource::json).toList())
                .build();
    }

    private static JsonObject json(Happened happened) {
        return JsonObject.builder()
                .put("sequence", happened.sequence())
                .put("type", happened.type())
                .put("at", happened.at().toString())
                .build();
    }
}
