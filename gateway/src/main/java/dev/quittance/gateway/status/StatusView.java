package dev.quittance.gateway.status;

import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.Reservation;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A payment as payer and merchant see it. */
public final class StatusView {
    private StatusView() {}

    /** The record as JSON; {@code receipt} tells whether there is one to be fetched. */
    public static JsonObject of(Reservation reservation, List<Log.Entry> log, boolean receipt) {
        var facts = reservation.particulars();
        return JsonObject.builder()
                .put("paymentId", reservation.paymentId().toString())
                .put("state", reservation.state().name())
                .put("flow", reservation.terms().flow().name().toLowerCase(Locale.ROOT))
                .put("level", reservation.level().map(StatusView::word).orElse("none"))
                .put("release", word(reservation.terms().release()))
                .put("tenant", facts.tenant())
                .put("route", facts.route())
                .put("network", facts.network())
                .put("asset", facts.authorization().token().toString())
                .put("payer", facts.authorization().payer().toString())
                .put("payTo", facts.payTo().toString())
                .put("amount", facts.amount().toString())
                .put("nonce", facts.authorization().nonce().toString())
                .putText("order", facts.order())
                .putText("identifier", facts.identifier())
                .putText("transaction", reservation.settlement().map(SettleResponse::transaction))
                .putText(
                        "facilitatorPaymentId",
                        reservation.facilitatorPaymentId().map(UUID::toString))
                .put("receipt", receipt)
                .putObjects("events", log.stream().map(StatusView::entry).toList())
                .build();
    }

    private static JsonObject entry(Log.Entry entry) {
        return JsonObject.builder()
                .put("sequence", Long.toString(entry.sequence()))
                .put("type", entry.type())
                .putText("from", entry.from())
                .putText("to", entry.to())
                .put("at", entry.at().toString())
                .putUnlessEmpty("data", entry.data())
                .build();
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
