package dev.quittance.evm.transaction;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import java.math.BigInteger;

/**
 * An unsigned EIP-1559 transaction to an existing account, with an empty access list.
 *
 * @param chainId EIP-155 chain, positive
 * @param nonce account nonce, below 2^64-1 (EIP-2681)
 * @param maxPriorityFeePerGas wei per gas for the block's producer, at most maxFeePerGas
 * @param maxFeePerGas wei per gas in all
 * @param gasLimit gas, positive
 * @param value wei
 * @param data call data
 */
public record Eip1559Transaction(
        long chainId,
        BigInteger nonce,
        BigInteger maxPriorityFeePerGas,
        BigInteger maxFeePerGas,
        long gasLimit,
        Address to,
        BigInteger value,
        Bytes data) {
    private static final BigInteger MAX_NONCE = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

    /**
     * Checks the ranges.
     *
     * @throws MalformedException when a number is outside its range
     */
    public Eip1559Transaction {
        require(chainId > 0, "the chain id is not positive");
        require(nonce.signum() >= 0 && nonce.compareTo(MAX_NONCE) <= 0, "the nonce is outside 0..2^64-2");
        Uint256.requireInRange(maxPriorityFeePerGas);
        Uint256.requireInRange(maxFeePerGas);
        require(maxPriorityFeePerGas.compareTo(maxFeePerGas) <= 0, "the priority fee exceeds the maximum fee");
        require(gasLimit > 0, "the gas limit is not positive");
        Uint256.requireInRange(value);
    }

    /** The digest that the sender signs. */
    public Bytes32 signingHash() {
        return Keccak256.hash(TransactionCodec.encode(this));
    }

    /** Signs with a key; the caller sees to it that the key is the one that nonce and fees were chosen for. */
    public SignedTransaction sign(Secp256k1 curve, PrivateKey key) {
        return new SignedTransaction(this, curve.sign(signingHash(), key));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}
