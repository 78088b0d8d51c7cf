package dev.quittance.agent.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.time.Instant;

/** The JSON form of a record. */
final class RecordForm {
    private static final int VERSION = 1;

    private RecordForm() {}

    static JsonObject write(PurchaseRecord purchase) {
        var json = JsonObject.builder()
                .put("version", VERSION)
                .put("at", purchase.at().getEpochSecond());
        switch (purchase) {
            case PurchaseRecord.Challenged challenged ->
                json.put("state", "challenged")
                        .put("challenge", challenged.challenge().toJson())
                        .put("accepted", challenged.accepted().toJson())
                        .put("nonce", challenged.nonce().toString());
            case PurchaseRecord.Signed signed -> json.put("state", "signed").put("payment", signed.header());
            case PurchaseRecord.Sent sent -> json.put("state", "sent").put("payment", sent.header());
            case PurchaseRecord.Settled settled ->
                json.put("state", "settled")
                        .put("nonce", settled.nonce().toString())
                        .put("network", settled.network())
                        .put("transaction", settled.transaction());
            case PurchaseRecord.Refused refused ->
                json.put("state", "refused")
                        .put("nonce", refused.nonce().toString())
                        .put("network", refused.network())
                        .put("reason", refused.reason());
        }
        return json.build();
    }

    /**
     * Reads an unfinished purchase.
     *
     * @throws MalformedException when it is none
     */
    static PurchaseRecord.Open readOpen(byte[] bytes) {
        var json = JsonObject.parse(bytes);
        if (json.integer("version") != VERSION) {
            throw new MalformedException("a record of another version");
        }
        var at = Instant.ofEpochSecond(json.longInteger("at"));
        String state = json.text("state");
        return switch (state) {
            case "challenged" ->
                new PurchaseRecord.Challenged(
                        at,
                        PaymentRequired.fromJson(json.object("challenge")),
                        PaymentRequirements.fromJson(json.object("accepted")),
                        Bytes32.parse(json.text("nonce")));
            case "signed" -> signed(at, json.text("payment"));
            case "sent" -> {
                PurchaseRecord.Signed signed = signed(at, json.text("payment"));
                yield new PurchaseRecord.Sent(at, signed.header(), signed.payload(), signed.authorization());
            }
            default -> throw new MalformedException("a record in an unknown state");
        };
    }

    private static PurchaseRecord.Signed signed(Instant at, String header) {
        var payload = PaymentPayload.fromJson(PaymentHeader.decode(header, header.length()));
        return new PurchaseRecord.Signed(
                at,
                header,
                payload,
                TransferAuthorization.fromJson(payload.payload().object("authorization")));
    }
}
