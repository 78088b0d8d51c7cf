package dev.quittance.schemes.payment;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.evm.transaction.SignedTransaction;
import dev.quittance.protocol.x402.ErrorReason;

/**
 * A transaction of the payer's own that has to be on chain before a payment settles. The payer signed it and bears its gas; we
 * hand it to the node.
 *
 * @param transaction as the payer signed it
 * @param done whether the chain holds by now what the transaction is for, whoever brought that about
 * @param unsent what to call the payment's end when the transaction never got on chain
 * @param failed what to call it when the transaction's nonce was used up in vain
 */
public record Preparation(
        SignedTransaction transaction, ContractCall<Boolean> done, ErrorReason unsent, ErrorReason failed) {

    /** Names the transaction without its signature. */
    @Override
    public String toString() {
        return "Preparation[transaction=" + transaction.hash() + "]";
    }
}
