package dev.quittance.schemes.permit2;

import static dev.quittance.protocol.x402.ErrorReason.EIP2612_ASSET_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.EIP2612_DEADLINE_EXPIRED;
import static dev.quittance.protocol.x402.ErrorReason.EIP2612_FROM_MISMATCH;
import static dev.quittance.protocol.x402.ErrorReason.EIP2612_SPENDER_NOT_PERMIT2;
import static dev.quittance.protocol.x402.ErrorReason.INVALID_EIP2612_EXTENSION_FORMAT;
import static dev.quittance.protocol.x402.ErrorReason.PERMIT2_2612_AMOUNT_MISMATCH;

import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.payment.Refusal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The extension {@code eip2612GasSponsoring}: a payer who never approved Permit2 lets the token do so by signature (EIP-2612),
 * in the transaction that settles.
 *
 * @param deadline chain time in seconds, inclusive
 */
public record Allowance(
        Address from, Address asset, Address spender, BigInteger amount, BigInteger deadline, Signature signature) {
    static final String EXTENSION = "eip2612GasSponsoring";

    /** Gas that the permit takes beside the transfer. */
    static final long GAS_MAX = 80_000;

    private static final Set<String> MEMBERS =
            Set.of("from", "asset", "spender", "amount", "nonce", "deadline", "signature", "version");
    private static final BigInteger REMAINING_SECONDS_MIN = BigInteger.valueOf(6);

    /** Reads the extension of a payment; a mere echo of what the server declared holds no permit. */
    static Sponsoring<Allowance> of(JsonObject extensions) {
        return Sponsoring.read(extensions, EXTENSION, MEMBERS, Allowance::fromJson, INVALID_EIP2612_EXTENSION_FORMAT);
    }

    /**
     * Reads {@code info}, or what {@link #toJson} writes.
     *
     * @throws MalformedException when a member is missing or of the wrong form
     */
    static Allowance fromJson(JsonObject json) {
        Uint256.parse(json.text("nonce"));
        Sponsoring.requireVersion(json);
        return new Allowance(
                Address.parse(json.text("from")),
                Address.parse(json.text("asset")),
                Address.parse(json.text("spender")),
                Uint256.parse(json.text("amount")),
                Uint256.parse(json.text("deadline")),
                Signature.parse(Hex.decode(json.text("signature"))));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("from", from.toString())
                .put("asset", asset.toString())
                .put("spender", spender.toString())
                .put("amount", amount.toString())
                .put("nonce", "0")
                .put("deadline", deadline.toString())
                .put("signature", Hex.encode(signature.toBytes()))
                .put("version", "1")
                .build();
    }

    /** Why it does not go with a permit; the reference's order. */
    Optional<Refusal> refusal(Permit permit, Address permit2, BigInteger chainTime) {
        Address payer = permit.payer();
        if (!from.equals(payer)) {
            return Optional.of(Refusal.of(EIP2612_FROM_MISMATCH, "the allowance is somebody else's", payer));
        }
        if (!asset.equals(permit.token())) {
            return Optional.of(Refusal.of(EIP2612_ASSET_MISMATCH, "the allowance is for another asset", payer));
        }
        if (!spender.equals(permit2)) {
            return Optional.of(Refusal.of(EIP2612_SPENDER_NOT_PERMIT2, "the allowance is not for Permit2", payer));
        }
        if (deadline.compareTo(chainTime.add(REMAINING_SECONDS_MIN)) < 0) {
            return Optional.of(Refusal.of(EIP2612_DEADLINE_EXPIRED, "the allowance expires too soon", payer));
        }
        if (!amount.equals(permit.permitted())) {
            return Optional.of(
                    Refusal.of(PERMIT2_2612_AMOUNT_MISMATCH, "the allowance is not what is permitted", payer));
        }
        return Optional.empty();
    }

    /** {@code EIP2612Permit}, as spenders take it. */
    List<Bytes32> words() {
        return List.of(
                Bytes32.of(amount),
                Bytes32.of(deadline),
                signature.r(),
                signature.s(),
                Bytes32.of(BigInteger.valueOf(signature.v())));
    }

    /** Whose it is: signatures belong in no log. */
    @Override
    public String toString() {
        return "Allowance[from=" + from + "]";
    }
}
