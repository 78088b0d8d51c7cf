package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.Optional;

/**
 * One permission to sign.
 *
 * @param account whose key signs
 * @param nonce what makes the signature good for one time: of a transfer the authorization's, of a transaction the account's
 * @param requestDigest SHA-256 of the canonical request; the same request is permitted again, another never
 * @param signingDigest what the key signs
 * @param transfer the money that the signature can move; empty when the account itself moves none
 */
public record JournalEntry(
        String principal,
        Address account,
        long chainId,
        BigInteger nonce,
        Bytes32 requestDigest,
        Bytes32 signingDigest,
        Optional<Transfer> transfer) {

    /**
     * What an authorization moves.
     *
     * @param amount atomic units, positive
     * @param validBefore Unix seconds, exclusive
     */
    public record Transfer(Address asset, Address payee, BigInteger amount, long validBefore) {}
}
