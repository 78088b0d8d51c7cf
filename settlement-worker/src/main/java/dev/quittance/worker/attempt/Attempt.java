package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.worker.settlement.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One nonce of one lane, and what it is used for.
 *
 * @param laneAddress the sender
 * @param members the settlements that it carries, in the order of the transaction's calls
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
        List<Settlement> members,
        Optional<Signed> signed,
        Optional<BlockId> block) {

    /** Copies the members. */
    public Attempt {
        members = List.copyOf(members);
    }

    /** Bytes for the node and the hash under which the chain knows them. */
    public record Signed(Bytes32 hash, Bytes raw) {}

    /** One block and no other of its height. */
    public record BlockId(long number, Bytes32 hash) {}
}
