package dev.quittance.protocol.x402.v1;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.Optional;

/**
 * The content of {@code X-PAYMENT}. It names no asset and no terms: the server knows them. It carries a signature, so it never
 * prints itself.
 *
 * @param network a name of {@link Networks}
 * @param payload what the scheme defines; the same as in version 2
 */
public record PaymentPayload(String scheme, String network, JsonObject payload) {
    public static final int VERSION = 1;

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static PaymentPayload fromJson(JsonObject json) {
        if (json.integer("x402Version") != VERSION) {
            throw new MalformedException("x402Version is not " + VERSION);
        }
        return new PaymentPayload(json.text("scheme"), json.text("network"), json.object("payload"));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("x402Version", VERSION)
                .put("scheme", scheme)
                .put("network", network)
                .put("payload", payload)
                .build();
    }

    /** Says in version 2 what was signed for these requirements, whose scheme and network are the payer's own words. */
    public dev.quittance.protocol.x402.PaymentPayload answering(PaymentRequirements requirements) {
        var accepted = new PaymentRequirements(
                scheme,
                Networks.caip2(network).orElse(network),
                requirements.amount(),
                requirements.asset(),
                requirements.payTo(),
                requirements.maxTimeoutSeconds(),
                requirements.extra());
        return new dev.quittance.protocol.x402.PaymentPayload(Optional.empty(), accepted, payload, JsonObject.EMPTY);
    }

    @Override
    public String toString() {
        return "PaymentPayload[scheme=" + scheme + ", network=" + network + "]";
    }
}
