package dev.quittance.evm.abi;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;

/**
 * What a payer signed (EIP-3009): the arguments of {@code transferWithAuthorization} before the signature.
 *
 * @param value atomic units
 * @param validAfter Unix seconds; the chain's time must be later
 * @param validBefore Unix seconds; the chain's time must be earlier
 */
public record TransferAuthorization(
        Address from, Address to, BigInteger value, BigInteger validAfter, BigInteger validBefore, Bytes32 nonce) {}
