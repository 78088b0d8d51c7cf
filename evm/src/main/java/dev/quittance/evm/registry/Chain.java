package dev.quittance.evm.registry;

import dev.quittance.protocol.Address;

/**
 * A chain that payments may settle on.
 *
 * @param chainId EIP-155 number
 * @param name for people
 * @param multicall3 the address of Multicall3 there
 */
public record Chain(long chainId, String name, Address multicall3) {

    /** The CAIP-2 name, which x402 calls the network. */
    public String caip2() {
        return "eip155:" + chainId;
    }
}
