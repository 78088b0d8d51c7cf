package dev.quittance.evm.rpc;

import java.util.List;

/** Carries JSON-RPC calls to one node, or to one of several that serve the same chain. Blocking and thread-safe. */
public interface RpcTransport {
    /**
     * Asks one thing.
     *
     * @throws RpcException when no answer comes that JSON-RPC allows, or the node serves another chain
     */
    RpcResult call(RpcRequest request);

    /**
     * Asks many things of one node; the answers come in the order of the requests.
     *
     * @throws RpcException as {@link #call}; some of what was asked may then have been done
     */
    List<RpcResult> batch(List<RpcRequest> requests);

    /** How messages name what is behind it: scheme, host and port. Paths may hold keys. */
    String origin();

    /** The nodes behind it that may be asked now, each for itself, the preferred one first. */
    List<RpcTransport> each();
}
