package dev.quittance.facilitator.payment;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;

/**
 * The answer of a settlement whose outcome is known. It is given once and repeated byte for byte.
 *
 * @param json the whole body of the answer
 */
public record Answer(boolean success, String json) {

    static Answer settled(PaymentTerms terms, Inclusion inclusion) {
        var extra = JsonObject.builder()
                .put("paymentId", terms.id().toString())
                .put("blockNumber", inclusion.blockNumber().toString())
                .put("blockHash", inclusion.blockHash().toString())
                .put("logIndex", Long.toString(inclusion.logIndex()))
                .put("level", "included")
                .build();
        var response = new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.of(terms.authorization().payer().toString()),
                inclusion.transaction().toString(),
                terms.network(),
                Optional.of(terms.amount().toString()),
                JsonObject.EMPTY,
                extra);
        return new Answer(true, response.toJson().toString());
    }

    static Answer failed(PaymentTerms terms, PaymentEvent.Failed failed) {
        var response = SettleResponse.refused(
                failed.reason(),
                Optional.empty(),
                Optional.of(terms.authorization().payer().toString()),
                failed.transaction().map(Object::toString).orElse(""),
                terms.network());
        return new Answer(false, response.toJson().toString());
    }
}
