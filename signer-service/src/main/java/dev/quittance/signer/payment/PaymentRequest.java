package dev.quittance.signer.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.Set;

/**
 * An agent's wish to pay.
 *
 * @param account whose money
 * @param requirements what the seller demands
 * @param nonce of the authorization, chosen by the agent so that asking again is safe
 */
record PaymentRequest(Address account, PaymentRequirements requirements, Bytes32 nonce) {
    private static final Set<String> MEMBERS = Set.of("account", "requirements", "nonce");

    /**
     * Reads a body.
     *
     * @throws MalformedException when it has not exactly the three members in their forms
     */
    static PaymentRequest parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are account, requirements and nonce");
        }
        return new PaymentRequest(
                Address.parse(json.text("account")),
                PaymentRequirements.fromJson(json.object("requirements")),
                Bytes32.parse(json.text("nonce")));
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return JsonObject.builder()
                .put("account", account.toString())
                .put("requirements", requirements.toJson())
                .put("nonce", nonce.toString())
                .build()
                .sha256();
    }
}
