package dev.quittance.gateway.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The accounts of all clients. Safe for use by many event loops. */
final class Limits {
    private final Networks exempt;
    private final Accounts<ClientAddress, Client> clients;
    private final Map<Limit, Counter> refused = new EnumMap<>(Limit.class);
    private final LongSupplier nanos;

    Limits(LimitConfig config, Networks exempt, MeterRegistry meters, LongSupplier nanos) {
        this.exempt = exempt;
        this.nanos = nanos;
        var bounds = new Client.Bounds(
                Rate.of(config.requestsPerSecond(), config.requestsBurst()),
                Rate.of(config.challengesPerSecond(), config.challengesBurst()),
                config.requestsRunning());
        clients = new Accounts<>(() -> new Client(bounds), config.remembered());
        for (Limit limit : Limit.values()) {
            refused.put(limit, meters.counter("quittance.gateway.limited", "limit", limit.label()));
        }
        meters.gauge("quittance.gateway.limit.clients", clients, Accounts::size);
    }

    /** The account of a client; empty when nothing counts for it. */
    Optional<Client> of(byte[] address) {
        return exempt.contain(address) ? Optional.empty() : Optional.of(clients.of(ClientAddress.of(address), now()));
    }

    long now() {
        return nanos.getAsLong();
    }

    void count(Limit limit) {
        Objects.requireNonNull(refused.get(limit)).increment();
    }
}
