package dev.quittance.gateway.keys;

import dev.quittance.gateway.GatewayConfig;
import dev.quittance.gateway.delivery.AnswerConfig;
import dev.quittance.gateway.delivery.AnswerKeys;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.vitals.SecretFile;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The keys of challenges and answers, and a thread that looks after their files. */
@ApplicationScoped
final class KeyParts {
    private final List<KeyFile> files = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("key-files").daemon().factory());

    @Produces
    @Singleton
    ChallengeKeys challengeKeys(GatewayConfig config, KeysConfig keys, MeterRegistry meters) {
        Path file = config.challengeKeysFile();
        var lines = SecretFile.lines(file, "quittance.gateway.challenge-keys-file");
        var parsed = orStop(
                "challenge keys file",
                () -> ChallengeKeys.of(lines, config.challengeLife(), keys.notice(), InstantSource.system()));
        files.add(new KeyFile(file, "challenge-keys", lines, parsed::replace, meters));
        return parsed;
    }

    @Produces
    @Singleton
    AnswerKeys answerKeys(AnswerConfig config, KeysConfig keys, MeterRegistry meters) {
        Path file = config.answerKeysFile();
        var lines = SecretFile.lines(file, "quittance.gateway.answer-keys-file");
        var parsed = orStop(
                "answer keys file", () -> AnswerKeys.of(lines, config.life(), keys.notice(), InstantSource.system()));
        files.add(new KeyFile(file, "answer-keys", lines, parsed::replace, meters));
        return parsed;
    }

    void start(@Observes StartupEvent event, KeysConfig config) {
        long pause = config.interval().toMillis();
        var _ = looking.scheduleWithFixedDelay(() -> files.forEach(KeyFile::look), pause, pause, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.shutdownNow();
    }

    private static <T> T orStop(String what, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (MalformedException e) {
            throw new ConfigurationException(what + ": " + e.getMessage());
        }
    }
}
