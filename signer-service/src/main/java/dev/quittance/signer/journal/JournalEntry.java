package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.signer.policy.Operation;
import java.math.BigInteger;
import java.util.Optional;

/**
 * One permission to sign.
 *
 * @param principal who asked
 * @param account whose key signs
 * @param nonce what makes the signature good for one time: of a transfer the authorization's, of a transaction the
 *     account's, of a receipt the payment's id
 * @param requestDigest SHA-256 of the canonical request; the same request is permitted again, another never
 * @param signingDigest what the key signs
 * @param transfer the money that the signature can move; empty when the account itself moves none
 * @param body of what a newer one may follow under the same nonce; empty when the permission is for good
 */
public record JournalEntry(
        Operation operation,
        String principal,
        Address account,
        long chainId,
        BigInteger nonce,
        Bytes32 requestDigest,
        Bytes32 signingDigest,
        Optional<Transfer> transfer,
        Optional<Body> body) {

    /** What the signature is good for one time of. */
    public NonceKey nonceKey() {
        return switch (operation) {
            case REFUND, PAYOUT -> new NonceKey(NonceKey.TRANSFER, account, 0, nonce, Optional.empty());
            case PAYMENT -> {
                Optional<Address> asset = transfer.map(Transfer::asset);
                yield new NonceKey(NonceKey.PAYMENT, account, chainId, nonce, asset);
            }
            case RELAY -> new NonceKey(NonceKey.RELAY, account, chainId, nonce, Optional.empty());
            case RECEIPT -> new NonceKey(NonceKey.RECEIPT, account, 0, nonce, Optional.empty());
        };
    }

    /** A permission that nothing can replace. */
    public JournalEntry(
            Operation operation,
            String principal,
            Address account,
            long chainId,
            BigInteger nonce,
            Bytes32 requestDigest,
            Bytes32 signingDigest,
            Optional<Transfer> transfer) {
        this(operation, principal, account, chainId, nonce, requestDigest, signingDigest, transfer, Optional.empty());
    }

    /**
     * What an authorization moves.
     *
     * @param amount atomic units, positive
     * @param validBefore Unix seconds, exclusive
     */
    public record Transfer(Address asset, Address payee, BigInteger amount, long validBefore) {}

    /** One of the things that an account may sign under one nonce, each after the one before. */
    public sealed interface Body {
        /** SHA-256 of what all of them have in common. */
        Bytes32 digest();

        /** Whether it needs no other before it. */
        boolean mayBeFirst();

        /** Whether it may come after the newest. */
        boolean mayFollow(Body newest, Bytes32 newestSigningDigest);
    }

    /**
     * One of the receipts of a payment.
     *
     * @param supersedes signing digest of the receipt before it
     * @param level how firmly the payment stands; it never falls
     * @param response digest of the answer, once it is known; another when the request was executed again
     */
    public record Receipt(
            Bytes32 digest, Optional<Bytes32> supersedes, QuittanceLevel level, Optional<Bytes32> response)
            implements Body {
        @Override
        public boolean mayBeFirst() {
            return supersedes.isEmpty();
        }

        /** It names the newest, states the same facts, and takes nothing back. */
        @Override
        public boolean mayFollow(Body newest, Bytes32 newestSigningDigest) {
            return newest instanceof Receipt standing
                    && supersedes.equals(Optional.of(newestSigningDigest))
                    && digest.equals(standing.digest)
                    && level.compareTo(standing.level) >= 0
                    && (standing.response.isEmpty() || response.isPresent());
        }
    }

    /**
     * One of the transactions that an account may put under one nonce.
     *
     * @param digest SHA-256 of the canonical request without its fees
     * @param maxFeePerGas wei
     * @param maxPriorityFeePerGas wei
     * @param cancels whether it does nothing but use the nonce up
     */
    public record Transaction(Bytes32 digest, BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas, boolean cancels)
            implements Body {
        private static final BigInteger ELEVEN = BigInteger.valueOf(11);

        @Override
        public boolean mayBeFirst() {
            return true;
        }

        /**
         * Whether nodes would take this in the other's place, and it does the same or nothing: both fees a tenth higher (the
         * rule of geth's transaction pool), and after an empty transaction only empty ones.
         */
        @Override
        public boolean mayFollow(Body newest, Bytes32 newestSigningDigest) {
            if (!(newest instanceof Transaction standing)) {
                return false;
            }
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
