package dev.quittance.protocol.eip712;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;

/**
 * EIP-3009 {@code TransferWithAuthorization}: the payer's permission to move an amount once.
 *
 * @param value atomic units of the token
 * @param validAfter chain time in seconds, exclusive: valid only when the block's time is greater
 * @param validBefore chain time in seconds, exclusive: valid only when the block's time is smaller
 * @param nonce chosen by the payer, unique per payer and token
 */
public record TransferAuthorization(
        Address from, Address to, BigInteger value, BigInteger validAfter, BigInteger validBefore, Bytes32 nonce) {

    private static final Bytes32 TYPE_HASH = Keccak256.hash("TransferWithAuthorization("
            + "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)");

    public TransferAuthorization {
        Uint256.requireInRange(value);
        Uint256.requireInRange(validAfter);
        Uint256.requireInRange(validBefore);
    }

    /**
     * Reads the wire form.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    public static TransferAuthorization fromJson(JsonObject json) {
        return new TransferAuthorization(
                Address.parse(json.text("from")),
                Address.parse(json.text("to")),
                Uint256.parse(json.text("value")),
                Uint256.parse(json.text("validAfter")),
                Uint256.parse(json.text("validBefore")),
                Bytes32.parse(json.text("nonce")));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("from", from.toString())
                .put("to", to.toString())
                .put("value", value.toString())
                .put("validAfter", validAfter.toString())
                .put("validBefore", validBefore.toString())
                .put("nonce", nonce.toString())
                .build();
    }

    public Bytes32 structHash() {
        return Keccak256.hash(
                TYPE_HASH.toByteArray(),
                from.toWord().toByteArray(),
                to.toWord().toByteArray(),
                Bytes32.of(value).toByteArray(),
                Bytes32.of(validAfter).toByteArray(),
                Bytes32.of(validBefore).toByteArray(),
                nonce.toByteArray());
    }

    /** The digest that the payer signs for the token of {@code domain}. */
    public Bytes32 digest(Eip712Domain domain) {
        return domain.digest(structHash());
    }
}
