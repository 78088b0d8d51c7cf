package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.List;

/**
 * An event log as a node reports it.
 *
 * @param address the contract that emitted it
 * @param logIndex position in the block, not in the transaction
 * @param removed whether a reorg took it back
 */
public record Log(
        Address address,
        List<Bytes32> topics,
        Bytes data,
        long blockNumber,
        Bytes32 blockHash,
        Bytes32 transactionHash,
        long logIndex,
        boolean removed) {

    /** Copies the topics. */
    public Log {
        topics = List.copyOf(topics);
    }
}
