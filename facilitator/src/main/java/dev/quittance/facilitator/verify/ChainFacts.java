package dev.quittance.facilitator.verify;

import dev.quittance.protocol.x402.ErrorReason;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What the chain says of a payment at one block.
 *
 * @param number height of the block
 * @param time of the block, in Unix seconds
 * @param balance of the payer, in atomic units; empty when there is no token at the asset's address
 * @param nonceUsed whether the authorization was used or cancelled
 * @param signed whether the payer's key or, where that did not sign, the payer's code takes the signature
 * @param transfers whether the token would carry the authorization out
 * @param mute whether the simulation failed without a word, as when gas runs out
 */
record ChainFacts(
        BigInteger number,
        long time,
        Optional<BigInteger> balance,
        boolean nonceUsed,
        boolean signed,
        boolean transfers,
        boolean mute) {
    /** No answer that could be relied on. */
    static final ChainFacts UNCLEAR =
            new ChainFacts(BigInteger.ONE.negate(), 0, Optional.empty(), false, false, false, true);

    boolean isUnclear() {
        return number.signum() < 0;
    }

    /** Why the payment would not settle; empty when it would. */
    Optional<Refusal> refusal(BigInteger amount) {
        if (balance.isEmpty()) {
            return Optional.of(new Refusal(ErrorReason.ASSET_NOT_DEPLOYED_CONTRACT, "the asset is not a contract"));
        }
        // Before the simulation's word: some tokens do not revert on a used nonce.
        if (nonceUsed) {
            return Optional.of(new Refusal(
                    ErrorReason.INVALID_EXACT_EVM_NONCE_ALREADY_USED, "the authorization is used or cancelled"));
        }
        if (balance.get().compareTo(amount) < 0) {
            return Optional.of(new Refusal(
                    ErrorReason.INVALID_EXACT_EVM_INSUFFICIENT_BALANCE, "the payer's balance is too small"));
        }
        if (!transfers) {
            return Optional.of(new Refusal(
                    ErrorReason.INVALID_EXACT_EVM_TRANSACTION_SIMULATION_FAILED, "the token refuses the transfer"));
        }
        return Optional.empty();
    }

    /** A reason of the protocol and the same in words. */
    record Refusal(ErrorReason reason, String message) {}
}
