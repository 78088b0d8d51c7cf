package dev.quittance.facilitator.payment;

import dev.quittance.facilitator.payment.PaymentEvent.Blocked;
import dev.quittance.facilitator.payment.PaymentEvent.Broadcast;
import dev.quittance.facilitator.payment.PaymentEvent.Failed;
import dev.quittance.facilitator.payment.PaymentEvent.Finalized;
import dev.quittance.facilitator.payment.PaymentEvent.Included;
import dev.quittance.facilitator.payment.PaymentEvent.Lost;
import dev.quittance.facilitator.payment.PaymentEvent.Rejected;
import dev.quittance.facilitator.payment.PaymentEvent.Reorged;
import dev.quittance.facilitator.payment.PaymentEvent.Reserved;
import dev.quittance.facilitator.payment.PaymentEvent.Safe;
import dev.quittance.facilitator.payment.PaymentEvent.Submitted;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Kind;
import java.util.Locale;
import java.util.UUID;

/** The stored form of an event's content. */
final class EventData {
    private EventData() {}

    static JsonObject write(PaymentEvent event) {
        var json = JsonObject.builder();
        switch (event) {
            case Reserved e -> writeTerms(json, e.terms());
            case Broadcast e ->
                json.put("attemptId", e.attemptId().toString())
                        .put("transaction", e.transaction().toString());
            case Included e ->
                json.putText("attemptId", e.attemptId().map(UUID::toString))
                        .put("transaction", e.inclusion().transaction().toString())
                        .put("blockNumber", e.inclusion().blockNumber().toString())
                        .put("blockHash", e.inclusion().blockHash().toString())
                        .put("logIndex", e.inclusion().logIndex());
            case Rejected e -> json.put("reason", e.reason());
            case Blocked e -> json.put("reason", e.reason());
            case Lost e -> json.put("reason", e.reason());
            case Failed e ->
                json.put("reason", e.reason())
                        .putText("transaction", e.transaction().map(Bytes32::toString));
            case Submitted _, Safe _, Finalized _, Reorged _ -> {}
        }
        return json.build();
    }

    static PaymentEvent read(String storedType, JsonObject data) {
        return switch (EventType.valueOf(storedType.toUpperCase(Locale.ROOT))) {
            case RESERVED -> new Reserved(readTerms(data));
            case SUBMITTED -> new Submitted();
            case BROADCAST ->
                new Broadcast(UUID.fromString(data.text("attemptId")), Bytes32.parse(data.text("transaction")));
            case INCLUDED ->
                new Included(
                        data.optionalText("attemptId").map(UUID::fromString),
                        new Inclusion(
                                Bytes32.parse(data.text("transaction")),
                                Uint256.parse(data.text("blockNumber")),
                                Bytes32.parse(data.text("blockHash")),
                                data.longInteger("logIndex")));
            case SAFE -> new Safe();
            case FINALIZED -> new Finalized();
            case REORGED -> new Reorged();
            case REJECTED -> new Rejected(data.text("reason"));
            case BLOCKED -> new Blocked(data.text("reason"));
            case FAILED ->
                new Failed(data.text("reason"), data.optionalText("transaction").map(Bytes32::parse));
            case LOST -> new Lost(data.text("reason"));
        };
    }

    private static void writeTerms(JsonObject.Builder json, PaymentTerms terms) {
        json.put("id", terms.id().toString())
                .put("caller", terms.caller())
                .put("kind", terms.kind().toString())
                .put("chainId", terms.authorization().chainId())
                .put("token", terms.authorization().token().toString())
                .put("payer", terms.authorization().payer().toString())
                .put("nonce", terms.authorization().nonce().toString())
                .put("payee", terms.payee().toString())
                .put("amount", terms.amount().toString())
                .put("digest", terms.digest().toString())
                .put("head", terms.head().toString())
                .putObject("metadata", terms.metadata());
    }

    private static PaymentTerms readTerms(JsonObject data) {
        return new PaymentTerms(
                UUID.fromString(data.text("id")),
                data.text("caller"),
                data.optionalText("kind").map(Kind::parse).orElse(Schemes.FIRST),
                new AuthorizationKey(
                        data.longInteger("chainId"),
                        Address.parse(data.text("token")),
                        Address.parse(data.text("payer")),
                        Bytes32.parse(data.text("nonce"))),
                Address.parse(data.text("payee")),
                Uint256.parse(data.text("amount")),
                Bytes32.parse(data.text("digest")),
                Uint256.parse(data.text("head")),
                data.optionalObject("metadata"));
    }
}
