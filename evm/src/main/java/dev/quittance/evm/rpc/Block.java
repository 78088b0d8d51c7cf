package dev.quittance.evm.rpc;

import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;

/**
 * The header of a block, as far as it is used.
 *
 * @param timestamp Unix seconds
 * @param baseFeePerGas wei (EIP-1559)
 * @param gasLimit gas that all its transactions may use together
 */
public record Block(
        long number, Bytes32 hash, Bytes32 parentHash, long timestamp, BigInteger baseFeePerGas, long gasLimit) {}
