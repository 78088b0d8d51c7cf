package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import java.math.BigInteger;

/**
 * The money that moved for a payment.
 *
 * @param chainId EIP-155 number, positive
 * @param amount atomic units of the asset, positive
 * @param nonce of the payer's authorization
 */
public record PaidTransfer(
        long chainId, Address asset, Address payer, Address payTo, BigInteger amount, Bytes32 nonce) {

    public PaidTransfer {
        Uint256.requireInRange(amount);
        if (amount.signum() == 0 || chainId <= 0) {
            throw new MalformedException("the amount and the chain id are positive");
        }
    }
}
