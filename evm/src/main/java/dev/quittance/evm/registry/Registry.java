package dev.quittance.evm.registry;

import dev.quittance.protocol.Address;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The chains and assets that are known. What a look-up does not find, the caller refuses. */
public record Registry(List<Chain> chains, List<Asset> assets) {
    private static final Address MULTICALL3 = Address.parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    private static final Address PERMIT2 = Address.parse("0x000000000022D473030F116dDEE9F6B43aC78BA3");

    // As in @x402/evm 2.27; both name Permit2 and take no other.
    private static final Address EXACT_PROXY = Address.parse("0x402085c248EeA27D92E8b30b2C58ed07f9E20001");
    private static final Address UPTO_PROXY = Address.parse("0x4020A4f3b7b90ccA423B9fabCc0CE57C6C240002");

    private static final Registry BUILT_IN = new Registry(
            List.of(canonical(8453, "Base"), canonical(84532, "Base Sepolia")),
            List.of(
                    usdc(8453, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USD Coin"),
                    usdc(84532, "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC")));

    /** Copies the lists. */
    public Registry {
        chains = List.copyOf(chains);
        assets = List.copyOf(assets);
    }

    /** Base and Base Sepolia with Circle's USDC, as the x402 clients default to them. */
    public static Registry builtIn() {
        return BUILT_IN;
    }

    /** The chain of an EIP-155 number. */
    public Optional<Chain> chain(long chainId) {
        return chains.stream().filter(chain -> chain.chainId() == chainId).findFirst();
    }

    /** The chain of a CAIP-2 name, compared to the letter. */
    public Optional<Chain> chain(String caip2) {
        return chains.stream().filter(chain -> chain.caip2().equals(caip2)).findFirst();
    }

    /** The token at an address of a chain. */
    public Optional<Asset> asset(long chainId, Address address) {
        return assets.stream()
                .filter(asset -> asset.chainId() == chainId && asset.address().equals(address))
                .findFirst();
    }

    private static Chain canonical(long chainId, String name) {
        return new Chain(chainId, name, MULTICALL3, PERMIT2, EXACT_PROXY, UPTO_PROXY, Set.of());
    }

    private static Asset usdc(long chainId, String address, String eip712Name) {
        return new Asset(chainId, Address.parse(address), eip712Name, "2", 6, "USDC");
    }
}
