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
 * @param body of a transaction, which a dearer one may replace; empty when the permission is for good
 */
public record JournalEntry(
        String principal,
        Address account,
        long chainId,
        BigInteger nonce,
        Bytes32 requestDigest,
        Bytes32 signingDigest,
        Optional<Transfer> transfer,
        Optional<Body> body) {

    /** A permission that nothing can replace. */
    public JournalEntry(
            String principal,
            Address account,
            long chainId,
            BigInteger nonce,
            Bytes32 requestDigest,
            Bytes32 signingDigest,
            Optional<Transfer> transfer) {
        this(principal, account, chainId, nonce, requestDigest, signingDigest, transfer, Optional.empty());
    }

    /**
     * What an authorization moves.
     *
     * @param amount atomic units, positive
     * @param validBefore Unix seconds, exclusive
     */
    public record Transfer(Address asset, Address payee, BigInteger amount, long validBefore) {}

    /**
     * One of the transactions that an account may put under one nonce.
     *
     * @param digest SHA-256 of the canonical request without its fees
     * @param maxFeePerGas wei
     * @param maxPriorityFeePerGas wei
     * @param cancels whether it does nothing but use the nonce up
     */
    public record Body(Bytes32 digest, BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas, boolean cancels) {
        private static final BigInteger ELEVEN = BigInteger.valueOf(11);

        /**
         * Whether nodes would take this in the other's place, and it does the same or nothing: both fees a tenth higher (the
         * rule of geth's transaction pool), and after an empty transaction only empty ones.
         */
        public boolean mayReplace(Body standing) {
            boolean same = cancels || (!standing.cancels && digest.equals(standing.digest));
            return same
                    && isATenthMore(standing.maxFeePerGas, maxFeePerGas)
                    && isATenthMore(standing.maxPriorityFeePerGas, maxPriorityFeePerGas);
        }

        private static boolean isATenthMore(BigInteger from, BigInteger to) {
            return to.multiply(BigInteger.TEN).compareTo(from.multiply(ELEVEN)) >= 0;
        }
    }
}
