package dev.quittance.protocol.x402;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;

/**
 * What one way of paying demands. Scheme, network, asset and payee stay text here: whether they are known is for the
 * scheme that reads them to say, with its own error reason.
 *
 * @param amount atomic units of the asset, 0..2^256-1
 * @param maxTimeoutSeconds longest time the payer's authorization has to stay valid, in seconds; servers that settle
 *     what needs no authorization send 0
 * @param extra scheme-specific members; empty when absent
 */
public record PaymentRequirements(
        String scheme,
        String network,
        BigInteger amount,
        String asset,
        String payTo,
        int maxTimeoutSeconds,
        JsonObject extra) {

    public PaymentRequirements {
        Uint256.requireInRange(amount);
        if (maxTimeoutSeconds < 0) {
            throw new MalformedException("maxTimeoutSeconds is negative");
        }
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static PaymentRequirements fromJson(JsonObject json) {
        return new PaymentRequirements(
                json.text("scheme"),
                json.text("network"),
                Uint256.parse(json.text("amount")),
                json.text("asset"),
                json.text("payTo"),
                json.integer("maxTimeoutSeconds"),
                json.optionalObject("extra").orElse(JsonObject.EMPTY));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("scheme", scheme)
                .put("network", network)
                .put("amount", amount.toString())
                .put("asset", asset)
                .put("payTo", payTo)
                .put("maxTimeoutSeconds", maxTimeoutSeconds)
                .put("extra", extra)
                .build();
    }

    /** Whether {@code accepted} is this offer: core members equal, {@code extra} equal or added to (specification, matching). */
    public boolean isMatchedBy(PaymentRequirements accepted) {
        return scheme.equals(accepted.scheme)
                && network.equals(accepted.network)
                && amount.equals(accepted.amount)
                && asset.equals(accepted.asset)
                && payTo.equals(accepted.payTo)
                && maxTimeoutSeconds == accepted.maxTimeoutSeconds
                && extra.isContainedIn(accepted.extra);
    }
}
