package dev.quittance.facilitator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.registry.Registry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientsTest {
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final Entry SHOP = new Entry("shop", List.of("eip155:84532"), List.of(USDC), List.of(USDC), 5, 100);

    @Test
    void knowsTheLimitsOfItsClientsAndNoneOfOthers() {
        var clients = clients(SHOP);

        assertThat(clients.named("shop").rate()).contains(new Client.Rate(5, 5));
        assertThat(clients.named("shop").gasPerDay()).contains(100L);
        assertThat(clients.named("other")).isEqualTo(Client.unlimited("other"));
    }

    @Test
    void knowsOnlyWhatTheRegistryKnows() {
        refuses("networks", new Entry("shop", List.of("eip155:1"), List.of(USDC), List.of(USDC), 5, 100));
        refuses(
                "assets",
                new Entry(
                        "shop",
                        List.of("eip155:84532"),
                        List.of("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"),
                        List.of(USDC),
                        5,
                        100));
        refuses("payees", new Entry("shop", List.of("eip155:84532"), List.of(USDC), List.of("me"), 5, 100));
        refuses("requests-per-second", new Entry("shop", List.of(), List.of(), List.of(), 0, 100));
        refuses("gas-per-day", new Entry("shop", List.of(), List.of(), List.of(), 1, -1));
        refuses("name", SHOP, SHOP);
    }

    private static void refuses(String setting, Entry... entries) {
        assertThatThrownBy(() -> clients(entries))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("quittance.access.clients[n]." + setting);
    }

    private static Clients clients(Entry... entries) {
        return new Clients(List.of(entries), Registry.builtIn());
    }

    private record Entry(
            String name, List<String> networkList, List<String> assetList, List<String> payeeList, int rate, long gas)
            implements AccessConfig.Settings {
        @Override
        public Optional<Path> keyFile() {
            return Optional.empty();
        }

        @Override
        public Optional<List<String>> networks() {
            return Optional.of(networkList);
        }

        @Override
        public Optional<List<String>> assets() {
            return Optional.of(assetList);
        }

        @Override
        public Optional<List<String>> payees() {
            return Optional.of(payeeList);
        }

        @Override
        public Optional<Integer> requestsPerSecond() {
            return Optional.of(rate);
        }

        @Override
        public Optional<Integer> requestsAtOnce() {
            return Optional.empty();
        }

        @Override
        public Optional<Long> gasPerDay() {
            return Optional.of(gas);
        }
    }
}
