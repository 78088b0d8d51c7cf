package dev.quittance.vitals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at each dependency again and again. A loss that lasts is logged once, with what to do, and so is its end; in between, readiness
 * and the gauge {@code quittance.dependency.up} tell of it.
 */
@Singleton
final class Vitals {
    private static final Logger LOG = Logger.getLogger(Vitals.class);
    private static final String UNKNOWN = "not looked at yet";

    private final List<Probe> probes;
    private final Set<String> spared;
    private final Duration interval;
    private final Map<String, Optional<String>> faults = new ConcurrentHashMap<>();
    private final Map<String, Counter> looks = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    @Inject
    Vitals(Instance<Probe> probes, VitalsConfig config, MeterRegistry metrics) {
        this(probes.stream().toList(), config, metrics);
    }

    Vitals(List<Probe> probes, VitalsConfig config, MeterRegistry metrics) {
        this.probes = probes;
        this.spared = config.spared().orElse(Set.of());
        this.interval = config.interval();
        for (Probe probe : probes) {
            faults.put(probe.name(), Optional.of(UNKNOWN));
            looks.put(probe.name(), metrics.counter("quittance.dependency.looks", "dependency", probe.name()));
            Gauge.builder("quittance.dependency.up", () -> fault(probe).isEmpty() ? 1 : 0)
                    .description("1 while the dependency is there and fit, else 0")
                    .tag("dependency", probe.name())
                    .register(metrics);
        }
    }

    void start(@Observes StartupEvent event) {
        probes.forEach(probe -> Thread.ofVirtual().name("probe-" + probe.name()).start(() -> watch(probe)));
    }

    void stop(@Observes ShutdownEvent event) {
        closing.countDown();
    }

    List<Probe> probes() {
        return probes;
    }

    /** What is wrong with the dependency, as far as is known. */
    Optional<String> fault(Probe probe) {
        return faults.getOrDefault(probe.name(), Optional.empty());
    }

    /** Whether nothing is wrong with what the service cannot do without. */
    boolean isReady() {
        return probes.stream()
                .allMatch(probe -> spared.contains(probe.name()) || fault(probe).isEmpty());
    }

    private void watch(Probe probe) {
        try {
            do {
                look(probe);
            } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Asks now. Readiness follows at once; the log waits for a second look that says the same, because a machine that is busy
     * with starting is late for some answers.
     */
    void look(Probe probe) throws InterruptedException {
        Optional<String> fault = asked(probe);
        boolean before = faults.put(probe.name(), fault)
                .filter(known -> !known.equals(UNKNOWN))
                .isPresent();
        Objects.requireNonNull(looks.get(probe.name())).increment();
        if (closing.getCount() == 0) {
            return;
        }
        if (fault.isPresent() && before && told.add(probe.name())) {
            LOG.errorf("%s: %s", probe.name(), fault.get());
        } else if (fault.isEmpty() && told.remove(probe.name())) {
            LOG.infof("%s: all is well again", probe.name());
        }
    }

    private static Optional<String> asked(Probe probe) throws InterruptedException {
        try {
            return probe.check().fault();
        } catch (RuntimeException e) {
            return Optional.of("could not be looked at: " + e.getClass().getSimpleName());
        }
    }
}
