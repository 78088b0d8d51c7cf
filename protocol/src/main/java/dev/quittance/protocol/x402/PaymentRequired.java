package dev.quittance.protocol.x402;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * One challenge: the content of PAYMENT-REQUIRED.
 *
 * @param accepts the ways to pay, at least one
 * @param extensions by name; clients echo them unchanged in the payment
 */
public record PaymentRequired(
        Optional<String> error, ResourceInfo resource, List<PaymentRequirements> accepts, JsonObject extensions) {

    public PaymentRequired {
        accepts = List.copyOf(accepts);
        if (accepts.isEmpty()) {
            throw new MalformedException("accepts is empty");
        }
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static PaymentRequired fromJson(JsonObject json) {
        X402.requireVersion(json);
        return new PaymentRequired(
                json.optionalText("error"),
                ResourceInfo.fromJson(json.object("resource")),
                json.objects("accepts").stream()
                        .map(PaymentRequirements::fromJson)
                        .toList(),
                json.optionalObject("extensions").orElse(JsonObject.EMPTY));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("x402Version", X402.VERSION)
                .putText("error", error)
                .put("resource", resource.toJson())
                .putObjects(
                        "accepts",
                        accepts.stream().map(PaymentRequirements::toJson).toList())
                .putUnlessEmpty("extensions", extensions)
                .build();
    }
}
