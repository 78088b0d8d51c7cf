package dev.quittance.evm.registry;

import dev.quittance.protocol.Address;
import java.util.Set;

/**
 * A chain that payments may settle on.
 *
 * @param chainId EIP-155 number
 * @param name for people
 * @param multicall3 the address of Multicall3 there
 * @param permit2 the address of Permit2 there
 * @param exactPermit2Proxy the only spender of {@code exact} payments through Permit2
 * @param uptoPermit2Proxy the only spender of {@code upto} payments through Permit2
 * @param walletFactories whom an ERC-6492 signature may name as the maker of the payer's wallet; none unless configured
 */
public record Chain(
        long chainId,
        String name,
        Address multicall3,
        Address permit2,
        Address exactPermit2Proxy,
        Address uptoPermit2Proxy,
        Set<Address> walletFactories) {

    /** Copies the factories. */
    public Chain {
        walletFactories = Set.copyOf(walletFactories);
    }

    /** The same chain, where signatures may name these factories and no others. */
    public Chain withWalletFactories(Set<Address> factories) {
        return new Chain(chainId, name, multicall3, permit2, exactPermit2Proxy, uptoPermit2Proxy, factories);
    }

    /** The CAIP-2 name, which x402 calls the network. */
    public String caip2() {
        return "eip155:" + chainId;
    }
}
