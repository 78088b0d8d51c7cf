package dev.quittance.signer.receipt;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import java.util.Set;

/**
 * A service's wish for a receipt.
 *
 * @param account which signs
 */
record ReceiptRequest(Address account, Quittance quittance) {
    private static final Set<String> MEMBERS = Set.of("account", "quittance");

    /**
     * Reads a body.
     *
     * @throws MalformedException when it has not exactly the two members in their forms
     */
    static ReceiptRequest parse(byte[] body) {
        JsonObject json = JsonObject.parse(body);
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are account and quittance");
        }
        return new ReceiptRequest(Address.parse(json.text("account")), Quittance.fromJson(json.object("quittance")));
    }

    /** What makes two requests the same. */
    Bytes32 digest() {
        return JsonObject.builder()
                .put("account", account.toString())
                .put("quittance", quittance.toJson())
                .build()
                .sha256();
    }
}
