package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a signature is good for one time of.
 *
 * @param kind the journal that the nonce belongs to
 * @param chainId 0 for receipts and transfers: what they are of is on one chain, so another chain makes no room for a second
 * @param asset the contract that keeps the nonce; none for a transaction, whose nonce the chain keeps, and what has no chain
 */
public record NonceKey(String kind, Address account, long chainId, BigInteger nonce, Optional<Address> asset) {
    static final String PAYMENT = "payment";
    static final String RELAY = "relay";
    static final String RECEIPT = "receipt";

    static final String TRANSFER = "transfer";

    boolean isOfReceipt() {
        return kind.equals(RECEIPT);
    }

    /** Whether the account alone keeps the nonce, on whatever chain and of whatever token. */
    boolean isOfAccount() {
        return kind.equals(RECEIPT) || kind.equals(TRANSFER);
    }
}
