package dev.quittance.devstack.suite;

import dev.quittance.devstack.Broker;
import dev.quittance.devstack.BrokerOptions;
import dev.quittance.devstack.Chain;
import dev.quittance.devstack.ChainOptions;
import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Postgres;
import dev.quittance.devstack.PostgresOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** PostgreSQL, broker and chain of one suite. */
record Parts(Postgres postgres, Broker broker, Chain chain) implements AutoCloseable {
    /** The chain's saved state cannot be loaded; the other parts are stopped again. */
    static final class ChainLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ChainLostException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Starts all three at once.
     *
     * @param started told each part's process and how long it took
     */
    static Parts start(
            SuiteFolder folder, SuitePorts ports, StackOptions options, BiConsumer<Child, Duration> started) {
        Path chainFolder = folder.state().resolve("chain");
        boolean loads = chainFolder.resolve("chain.json").toFile().exists();
        // Platform threads: virtual ones that wait inside a class initializer hold their carriers, and with two
        // carriers
        // none is left for the one that they wait for.
        try (var executor =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var postgres = CompletableFuture.supplyAsync(
                    timed(
                            () -> Postgres.start(postgres(folder, ports).withSettings(options.postgres())),
                            Postgres::child,
                            started),
                    executor);
            var broker = CompletableFuture.supplyAsync(
                    timed(() -> Broker.start(broker(folder, ports, options)), Broker::child, started), executor);
            var chain = CompletableFuture.supplyAsync(
                    timed(() -> Chain.start(chain(folder, ports, options, chainFolder)), Chain::child, started),
                    executor);
            Optional<RuntimeException> partFailed = failure(postgres).or(() -> failure(broker));
            Optional<RuntimeException> chainFailed = failure(chain);
            if (partFailed.isEmpty() && chainFailed.isEmpty()) {
                return new Parts(postgres.join(), broker.join(), chain.join());
            }
            for (var part : List.of(postgres, broker, chain)) {
                var _ = part.thenAccept(Parts::closeOne);
            }
            throw partFailed.orElseGet(() -> {
                RuntimeException cause = chainFailed.orElseThrow();
                return loads ? new ChainLostException(cause) : cause;
            });
        }
    }

    private static PostgresOptions postgres(SuiteFolder folder, SuitePorts ports) {
        Map<String, String> passwords = new HashMap<>();
        passwords.put("postgres", folder.secret("postgres.password"));
        Postgres.ROLES.forEach(role -> passwords.put(role, folder.secret(role + ".password")));
        return PostgresOptions.persistent(
                ports.postgres(), folder.state().resolve("postgres"), folder.log("postgres"), passwords);
    }

    private static BrokerOptions broker(SuiteFolder folder, SuitePorts ports, StackOptions options) {
        return BrokerOptions.persistent(
                        ports.kafka(), ports.kafkaController(), folder.state().resolve("broker"), folder.log("broker"))
                .withListeners(options.brokerListeners());
    }

    private static ChainOptions chain(SuiteFolder folder, SuitePorts ports, StackOptions options, Path kept) {
        Path log = folder.log("chain");
        return options.kept()
                ? ChainOptions.persistent(ports.chain(), options.blockTime(), options.epochSlots(), kept, log)
                : ChainOptions.passing(ports.chain(), options.blockTime(), options.epochSlots(), log);
    }

    private static <T> Supplier<T> timed(
            Supplier<T> start, Function<T, Child> child, BiConsumer<Child, Duration> started) {
        return () -> {
            long begin = System.nanoTime();
            T part = start.get();
            started.accept(child.apply(part), Duration.ofNanos(System.nanoTime() - begin));
            return part;
        };
    }

    private static Optional<RuntimeException> failure(CompletableFuture<?> part) {
        try {
            part.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(
                    e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new DevstackException("" + e.getCause(), e));
        }
    }

    private static void closeOne(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new DevstackException("a part does not stop: " + e.getMessage(), e);
        }
    }

    /** Saves the chain and stops all three. */
    @Override
    public void close() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List.of(chain, broker, postgres).forEach(part -> executor.execute(() -> closeOne(part)));
        }
    }
}
