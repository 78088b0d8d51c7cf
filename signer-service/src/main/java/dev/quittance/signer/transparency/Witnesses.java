package dev.quittance.signer.transparency;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who agrees that the database is the one that it was. It is asked anew whenever a signer becomes active, and after each
 * statement that the log was restored.
 */
@Singleton
public final class Witnesses {
    private final Set<String> named;
    private final int quorum;
    private final Set<String> agreed = new HashSet<>();
    private Optional<Epoch> epoch = Optional.empty();

    Witnesses(LogConfig config, MeterRegistry metrics) {
        named = Set.copyOf(config.witnesses().orElse(Set.of()));
        quorum = config.quorum();
        if (quorum < 0 || quorum > named.size()) {
            throw new ConfigurationException(
                    "quittance.signer.log.quorum is at most the number of quittance.signer.log.witnesses; correct one");
        }
        Gauge.builder("quittance.signer.log.witnesses", this, Witnesses::count)
                .description("witnesses that agree with the database since this signer became active")
                .register(metrics);
    }

    /**
     * As long as who agreed once need not agree again.
     *
     * @param fence by which the lease is held
     * @param restored the newest statement of a restoration
     */
    public record Epoch(long fence, Optional<LogPosition.Restored> restored) {}

    /** Whether the principal's word counts. */
    public boolean isWitness(String principal) {
        return named.contains(principal);
    }

    /** Takes the word of somebody whose newest checkpoint the database agrees with. */
    public synchronized void agree(Epoch now, String principal) {
        enter(now);
        if (isWitness(principal)) {
            agreed.add(principal);
        }
    }

    /** Whether enough agree to sign. */
    public synchronized boolean suffice(Epoch now) {
        enter(now);
        return agreed.size() >= quorum;
    }

    private void enter(Epoch now) {
        if (!epoch.equals(Optional.of(now))) {
            epoch = Optional.of(now);
            agreed.clear();
        }
    }

    private synchronized int count() {
        return agreed.size();
    }
}
