package dev.quittance.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private final AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
    private final Probe broker = new Probe("broker", fault::get);
    private final Probe database = new Probe("database", Optional::empty);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        Logger.getLogger(Vitals.class.getName()).addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger(Vitals.class.getName()).removeHandler(lines);
    }

    @Test
    void isNotReadyBeforeItHasLooked() {
        assertThat(vitals(Set.of()).isReady()).isFalse();
    }

    @Test
    void logsALossOnceAndItsEndOnce() throws Exception {
        // Given
        var vitals = vitals(Set.of());
        look(vitals);

        // When
        fault.set(Optional.of("start it"));
        look(vitals);
        look(vitals);
        boolean lost = vitals.isReady();
        double gauge = metrics.get("quittance.dependency.up")
                .tag("dependency", "broker")
                .gauge()
                .value();
        fault.set(Optional.empty());
        look(vitals);

        // Then
        assertThat(lost).isFalse();
        assertThat(gauge).isZero();
        assertThat(vitals.isReady()).isTrue();
        assertThat(lines.seen).containsExactly("broker: start it", "broker: all is well again");
    }

    @Test
    void staysReadyWithoutWhatIsSparedAndTellsOfItAllTheSame() throws Exception {
        // Given
        var vitals = vitals(Set.of("broker"));
        fault.set(Optional.of("start it"));

        // When
        look(vitals);

        // Then
        var answer = new VitalsCheck(vitals).call();
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(answer.getData().orElseThrow()).containsEntry("broker", "start it");
    }

    private void look(Vitals vitals) throws InterruptedException {
        vitals.look(broker);
        vitals.look(database);
    }

    private Vitals vitals(Set<String> spared) {
        return new Vitals(List.of(broker, database), new Settings(spared), metrics);
    }

    record Settings(Set<String> sparing) implements VitalsConfig {
        @Override
        public Duration interval() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration clockSkewMax() {
            return Duration.ofSeconds(5);
        }

        @Override
        public Duration chainSkewMax() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Optional<Set<String>> spared() {
            return Optional.of(sparing);
        }
    }

    private static final class Lines extends Handler {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void publish(LogRecord line) {
            seen.add(new java.util.logging.SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
