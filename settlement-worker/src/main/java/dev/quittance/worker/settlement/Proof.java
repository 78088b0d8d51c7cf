package dev.quittance.worker.settlement;

import dev.quittance.protocol.Bytes32;

/** Where the chain says that the money moved: the {@code Transfer} log of this authorization. */
public record Proof(Bytes32 transaction, long blockNumber, Bytes32 blockHash, long logIndex) {}
