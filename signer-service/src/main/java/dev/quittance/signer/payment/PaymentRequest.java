package dev.quittance.signer.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An agent's wish to pay.
 *
 * @param account whose money
 * @param requirements what the seller demands
 * @param nonce of the authorization, chosen by the agent so that asking again is safe
 * @param resource URL of what is paid for, as far as the agent says; grants may be bound to its origin
 */
record PaymentRequest(Address account, PaymentRequirements requirements, Bytes32 nonce, Optional<String> resource) {
    private static final Set<String> MEMBERS = Set.of("account", "requirements", "nonce");
    private static final String RESOURCE = "resource";

    /**
     * Reads a body.
     *
     * @throws MalformedException when it has not exactly these members in their forms
     */
    static PaymentRequest parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        Set<String> names = new HashSet<>(json.names());
        names.remove(RESOURCE);
        if (!names.equals(MEMBERS)) {
            throw new MalformedException("the members are account, requirements, nonce and, if wanted, resource");
        }
        return new PaymentRequest(
                Address.parse(json.text("account")),
                PaymentRequirements.fromJson(json.object("requirements")),
                Bytes32.parse(json.text("nonce")),
                json.optionalText(RESOURCE));
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return JsonObject.builder()
                .put("account", account.toString())
                .put("requirements", requirements.toJson())
                .put("nonce", nonce.toString())
                .putText(RESOURCE, resource)
                .build()
                .sha256();
    }
}
