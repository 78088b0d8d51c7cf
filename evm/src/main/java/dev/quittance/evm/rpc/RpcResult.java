package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;

/** A node's answer to one call. */
public sealed interface RpcResult {
    /** The result, which may be JSON null. */
    record Value(JsonNode value) implements RpcResult {}

    /**
     * An error object.
     *
     * @param code JSON-RPC or node code, e.g. 3 for a reverted call
     * @param message the node's words, cut at 500 characters
     * @param data what the node adds, such as revert data; JSON missing node when nothing
     */
    record Failure(long code, String message, JsonNode data) implements RpcResult {}
}
