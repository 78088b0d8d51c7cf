package dev.quittance.facilitator.access;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The clients that the configuration limits. */
final class Clients {
    private static final String SETTING = "quittance.access.clients[n].";

    private final Map<String, Client> byName;

    /**
     * Reads the configuration; networks and assets can only be such as are in the registry.
     *
     * @throws ConfigurationException when something is unknown, of another form or named twice
     */
    Clients(List<AccessConfig.Settings> settings, Registry registry) {
        var all = new HashMap<String, Client>();
        for (AccessConfig.Settings each : settings) {
            if (all.put(each.name(), read(each, registry)) != null) {
                throw wrong("name", each.name() + " is there twice");
            }
        }
        this.byName = Map.copyOf(all);
    }

    Client named(String name) {
        Client client = byName.get(name);
        return client == null ? Client.unlimited(name) : client;
    }

    private static Client read(AccessConfig.Settings settings, Registry registry) {
        Optional<Set<String>> networks = settings.networks().map(Set::copyOf);
        networks.orElse(Set.of()).forEach(network -> {
            if (registry.chain(network).isEmpty()) {
                throw wrong("networks", network + " is not a configured chain");
            }
        });
        Optional<Set<Address>> assets = settings.assets().map(list -> addresses("assets", list));
        assets.orElse(Set.of()).forEach(asset -> {
            if (registry.assets().stream().noneMatch(known -> known.address().equals(asset))) {
                throw wrong("assets", asset + " is not a token of a configured chain");
            }
        });
        settings.gasPerDay().filter(gas -> gas < 0).ifPresent(_ -> {
            throw wrong("gas-per-day", "it is negative");
        });
        return new Client(
                settings.name(),
                networks,
                assets,
                settings.payees().map(list -> addresses("payees", list)),
                rate(settings),
                settings.gasPerDay());
    }

    private static Optional<Client.Rate> rate(AccessConfig.Settings settings) {
        int atOnce = settings.requestsAtOnce().or(settings::requestsPerSecond).orElse(1);
        if (settings.requestsPerSecond().orElse(1) < 1 || atOnce < 1) {
            throw wrong("requests-per-second", "a rate is at least 1");
        }
        return settings.requestsPerSecond().map(perSecond -> new Client.Rate(perSecond, atOnce));
    }

    private static Set<Address> addresses(String setting, List<String> texts) {
        try {
            return texts.stream().map(Address::parse).collect(Collectors.toUnmodifiableSet());
        } catch (MalformedException e) {
            throw wrong(setting, "one is not an address");
        }
    }

    private static ConfigurationException wrong(String setting, String what) {
        return new ConfigurationException("correct " + SETTING + setting + ": " + what);
    }
}
