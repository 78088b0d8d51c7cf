package dev.quittance.evm.registry;

import dev.quittance.protocol.Address;
import java.util.List;
import java.util.Optional;

/** The chains and assets that are known. What a look-up does not find, the caller refuses. */
public record Registry(List<Chain> chains, List<Asset> assets) {
    private static final Address MULTICALL3 = Address.parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    private static final Registry BUILT_IN = new Registry(
            List.of(new Chain(8453, "Base", MULTICALL3), new Chain(84532, "Base Sepolia", MULTICALL3)),
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

    private static Asset usdc(long chainId, String address, String eip712Name) {
        return new Asset(chainId, Address.parse(address), eip712Name, "2", 6, "USDC");
    }
}
