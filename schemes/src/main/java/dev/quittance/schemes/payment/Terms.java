package dev.quittance.schemes.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;

/**
 * What every payment says, whatever its scheme.
 *
 * @param amount that moves, in atomic units
 * @param validAfter chain time in seconds, exclusive: a scheme that allows this very second goes without it
 * @param validBefore chain time in seconds, exclusive, likewise
 * @param nonce that the payer spends with it
 */
public record Terms(
        Address payer, Address payee, BigInteger amount, BigInteger validAfter, BigInteger validBefore, Bytes32 nonce) {
    public Terms {
        Uint256.requireInRange(amount);
        Uint256.requireInRange(validAfter);
        Uint256.requireInRange(validBefore);
    }

    /**
     * Reads what {@link #toJson} writes.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static Terms fromJson(JsonObject json) {
        return new Terms(
                Address.parse(json.text("from")),
                Address.parse(json.text("to")),
                Uint256.parse(json.text("value")),
                Uint256.parse(json.text("validAfter")),
                Uint256.parse(json.text("validBefore")),
                Bytes32.parse(json.text("nonce")));
    }

    /** With the member names of an EIP-3009 authorization. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("from", payer.toString())
                .put("to", payee.toString())
                .put("value", amount.toString())
                .put("validAfter", validAfter.toString())
                .put("validBefore", validBefore.toString())
                .put("nonce", nonce.toString())
                .build();
    }
}
