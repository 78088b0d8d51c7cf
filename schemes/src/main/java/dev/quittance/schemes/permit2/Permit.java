package dev.quittance.schemes.permit2;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.List;

/**
 * Permit2's {@code PermitWitnessTransferFrom}: a payer lets a spender move up to an amount once.
 *
 * @param permitted the most that may be moved, in atomic units
 * @param nonce that Permit2 takes once of this payer, whatever the token
 * @param deadline chain time in seconds, inclusive
 */
public record Permit(
        Address payer,
        Address token,
        BigInteger permitted,
        Address spender,
        BigInteger nonce,
        BigInteger deadline,
        Witness witness) {
    private static final Bytes32 DOMAIN_TYPE =
            Keccak256.hash("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
    private static final Bytes32 NAME = Keccak256.hash("Permit2");
    private static final String TOKEN_TYPE = "TokenPermissions(address token,uint256 amount)";
    private static final Bytes32 TOKEN_TYPE_HASH = Keccak256.hash(TOKEN_TYPE);
    private static final String TYPE = "PermitWitnessTransferFrom("
            + "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Witness witness)" + TOKEN_TYPE;
    private static final byte[] PREFIX = {0x19, 0x01};

    /** Reads {@code permit2Authorization} of the wire. */
    static Permit fromJson(JsonObject json, Spender spender) {
        JsonObject permitted = json.object("permitted");
        return new Permit(
                Address.parse(json.text("from")),
                Address.parse(permitted.text("token")),
                Uint256.parse(permitted.text("amount")),
                Address.parse(json.text("spender")),
                Uint256.parse(json.text("nonce")),
                Uint256.parse(json.text("deadline")),
                spender.witness(json.object("witness")));
    }

    /** What the payer signed. */
    Bytes32 digest(long chainId, Address permit2) {
        Bytes32 domain = Keccak256.hash(
                DOMAIN_TYPE.toByteArray(),
                NAME.toByteArray(),
                Bytes32.of(BigInteger.valueOf(chainId)).toByteArray(),
                permit2.toWord().toByteArray());
        Bytes32 tokens = Keccak256.hash(
                TOKEN_TYPE_HASH.toByteArray(),
                token.toWord().toByteArray(),
                Bytes32.of(permitted).toByteArray());
        Bytes32 struct = Keccak256.hash(
                Keccak256.hash(TYPE + witness.type()).toByteArray(),
                tokens.toByteArray(),
                spender.toWord().toByteArray(),
                Bytes32.of(nonce).toByteArray(),
                Bytes32.of(deadline).toByteArray(),
                witness.hash().toByteArray());
        return Keccak256.hash(PREFIX, domain.toByteArray(), struct.toByteArray());
    }

    /** {@code PermitTransferFrom}, as spenders take it. */
    List<Bytes32> words() {
        return List.of(token.toWord(), Bytes32.of(permitted), Bytes32.of(nonce), Bytes32.of(deadline));
    }
}
