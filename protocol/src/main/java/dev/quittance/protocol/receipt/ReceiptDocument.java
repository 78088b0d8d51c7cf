package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Set;

/**
 * A quittance with its signature: the document that payers keep. Whether the signature is the signer's is not known here.
 *
 * @param signer who is said to have signed
 * @param signature 65 bytes as lower-case hexadecimal text with prefix
 */
public record ReceiptDocument(Quittance quittance, Address signer, String signature) {
    private static final Set<String> MEMBERS = Set.of("quittance", "signer", "signature");
    private static final int SIGNATURE_LENGTH = 65;

    public ReceiptDocument {
        signature = Hex.encode(Hex.decode(signature, SIGNATURE_LENGTH));
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when it has not exactly the three members in their forms
     */
    public static ReceiptDocument fromJson(JsonObject json) {
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are quittance, signer and signature");
        }
        return new ReceiptDocument(
                Quittance.fromJson(json.object("quittance")),
                Address.parse(json.text("signer")),
                json.text("signature"));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("quittance", quittance.toJson())
                .put("signer", signer.toString())
                .put("signature", signature)
                .build();
    }
}
