package dev.quittance.evm.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Address BASE_USDC = Address.parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    private static final Address SEPOLIA_USDC = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    private final Registry registry = Registry.builtIn();

    @Test
    void knowsTheDomainNameThatUsdcHasOnEachChain() {
        assertThat(registry.asset(8453, BASE_USDC)).map(Asset::eip712Name).contains("USD Coin");
        assertThat(registry.asset(84532, SEPOLIA_USDC)).map(Asset::eip712Name).contains("USDC");
    }

    @Test
    void findsChainsByNumberAndByNetworkName() {
        assertThat(registry.chain(84532)).isPresent().isEqualTo(registry.chain("eip155:84532"));
    }

    @Test
    void findsNothingElse() {
        assertThat(registry.chain(1)).isEmpty();
        assertThat(registry.chain("base")).isEmpty();
        assertThat(registry.chain("eip155:08453")).isEmpty();
        assertThat(registry.asset(8453, SEPOLIA_USDC)).isEmpty();
        assertThat(registry.asset(1, BASE_USDC)).isEmpty();
    }
}
