package dev.quittance.evm.rpc;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.RevertReason;

/** What {@code eth_call} found. */
public sealed interface CallOutcome {
    /** The call would return this. */
    record Returned(Bytes data) implements CallOutcome {}

    /** The call would revert. */
    record Reverted(RevertReason reason) implements CallOutcome {}
}
