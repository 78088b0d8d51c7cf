package dev.quittance.protocol.x402;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The payer's answer to a challenge: the content of PAYMENT-SIGNATURE. It carries a signature, so it never prints itself.
 *
 * @param accepted the requirements the payer chose; an echo, never to be trusted without the offer
 * @param payload what the scheme defines
 */
public record PaymentPayload(
        Optional<ResourceInfo> resource, PaymentRequirements accepted, JsonObject payload, JsonObject extensions) {

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static PaymentPayload fromJson(JsonObject json) {
        X402.requireVersion(json);
        return new PaymentPayload(
                json.optionalObject("resource").map(ResourceInfo::fromJson),
                PaymentRequirements.fromJson(json.object("accepted")),
                json.object("payload"),
                json.optionalObject("extensions").orElse(JsonObject.EMPTY));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("x402Version", X402.VERSION)
                .putObject("resource", resource.map(ResourceInfo::toJson))
                .put("accepted", accepted.toJson())
                .put("payload", payload)
                .putUnlessEmpty("extensions", extensions)
                .build();
    }

    @Override
    public String toString() {
        return "PaymentPayload[scheme=" + accepted.scheme() + ", network=" + accepted.network() + "]";
    }
}
