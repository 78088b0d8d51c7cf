package dev.quittance.evm.rpc;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.List;
import java.util.Optional;

/**
 * Which logs to look for.
 *
 * @param topics by position, empty for any; at most four
 * @param fromBlock first height, inclusive
 * @param toBlock last height, inclusive
 */
public record LogFilter(Address address, List<Optional<Bytes32>> topics, long fromBlock, long toBlock) {

    /** Copies the topics. */
    public LogFilter {
        topics = List.copyOf(topics);
    }
}
