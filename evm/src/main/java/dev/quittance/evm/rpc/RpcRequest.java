package dev.quittance.evm.rpc;

import java.util.List;

/**
 * One method call.
 *
 * @param params values that Jackson writes as JSON
 */
public record RpcRequest(String method, List<Object> params) {

    /** Copies the parameters. */
    public RpcRequest {
        params = List.copyOf(params);
    }

    /** The method and its parameters in order. */
    public static RpcRequest of(String method, Object... params) {
        return new RpcRequest(method, List.of(params));
    }

    /** Without the parameters, which may carry signatures. */
    @Override
    public String toString() {
        return "RpcRequest[" + method + "]";
    }
}
