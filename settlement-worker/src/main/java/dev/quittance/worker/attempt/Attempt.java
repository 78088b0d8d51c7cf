package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.settlement.Settlement;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One nonce of one lane, and what it is used for.
 *
 * @param laneAddress the sender
 * @param fees what the newest signature offers, or is to offer
 * @param filler whether it only uses its nonce up
 * @param members the settlements that it carries, in the order of the transaction's calls
 * @param funding the wei that it sends to a payer, and nothing else with it
 * @param signed the newest signed bytes
 * @param block where it is included
 */
public record Attempt(
        UUID attemptId,
        long laneId,
        Address laneAddress,
        long transactionNonce,
        long gasLimit,
        Fees fees,
        AttemptState state,
        boolean filler,
        List<Settlement> members,
        Optional<Funding> funding,
        Optional<Signed> signed,
        Optional<BlockId> block) {

    /** Copies the members. */
    public Attempt {
        members = List.copyOf(members);
    }

    Attempt with(List<Settlement> carried) {
        return new Attempt(
                attemptId,
                laneId,
                laneAddress,
                transactionNonce,
                gasLimit,
                fees,
                state,
                filler,
                carried,
                funding,
                signed,
                block);
    }

    public Attempt with(Signed bytes) {
        return new Attempt(
                attemptId,
                laneId,
                laneAddress,
                transactionNonce,
                gasLimit,
                fees,
                state,
                filler,
                members,
                funding,
                Optional.of(bytes),
                block);
    }

    /** Whether bytes with the present fees are yet to be signed. */
    public boolean needsSignature() {
        return signed.filter(bytes -> bytes.maxFeePerGas().equals(fees.maxFeePerGas()))
                .isEmpty();
    }

    /** Bytes for the node, the hash under which the chain knows them, and what they offer (wei per gas). */
    public record Signed(Bytes32 hash, Bytes raw, BigInteger maxFeePerGas) {}

    /** One block and no other of its height. */
    public record BlockId(long number, Bytes32 hash) {}
}
