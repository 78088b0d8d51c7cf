package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.x402.ErrorReason;
import java.math.BigInteger;

/**
 * A transaction of the payer's own that has to be on chain before a payment settles. The payer signed it and bears its gas; we
 * hand it to the node, and may send the payer what is missing for the gas.
 *
 * @param transaction as the payer signed it
 * @param done whether the chain holds by now what the transaction is for, whoever brought that about
 * @param unsent what to call the payment's end when the transaction never got on chain
 * @param failed what to call it when the transaction's nonce was used up in vain
 * @param granted most wei that the payer may be sent for its gas; 0 when the payer has what it takes
 */
public record Preparation(
        SignedTransaction transaction,
        ContractCall<Boolean> done,
        ErrorReason unsent,
        ErrorReason failed,
        BigInteger granted) {

    /** Most wei that it can burn. */
    public BigInteger cost() {
        return transaction
                .transaction()
                .maxFeePerGas()
                .multiply(BigInteger.valueOf(transaction.transaction().gasLimit()));
    }

    /** Names the transaction without its signature. */
    @Override
    public String toString() {
        return "Preparation[transaction=" + transaction.hash() + "]";
    }
}
