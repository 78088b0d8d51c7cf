package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a signature is good for one time of.
 *
 * @param kind the journal that the nonce belongs to
 * @param chainId 0 for receipts: a payment is on one chain, so the chain makes no room for a second line of receipts
 * @param asset the contract that keeps the nonce; none for a transaction, whose nonce the chain keeps, and a receipt
 */
public record NonceKey(String kind, Address account, long chainId, BigInteger nonce, Optional<Address> asset) {
    static final String PAYMENT = "payment";
    static final String RELAY = "relay";
    static final String RECEIPT = "receipt";

    boolean isOfReceipt() {
        return kind.equals(RECEIPT);
    }
}
