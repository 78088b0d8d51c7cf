package dev.quittance.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Kafka broker: one KRaft node in a JVM of its own, with the suite's topics. */
public final class Broker implements AutoCloseable {
    /** The suite's topics, without their dead-letter siblings, which exist too. */
    public static final List<String> TOPICS =
            List.of("settlement.requests", "settlement.outcomes", "payment.events", "delivery.events");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final class Shared {
        static final Broker INSTANCE = start(BrokerOptions.temporary());
    }

    private final Child child;
    private final int port;
    private final Folder folder;

    private Broker(Child child, int port, Folder folder) {
        this.child = child;
        this.port = port;
        this.folder = folder;
    }

    /** The broker that all tests of this JVM share; started at the first call. */
    public static Broker shared() {
        return Shared.INSTANCE;
    }

    /**
     * Starts the broker and waits until it serves the topics.
     *
     * @throws DevstackException when it does not come up
     */
    public static Broker start(BrokerOptions options) {
        var folder = Folder.of("broker", options.folder());
        int port = options.port() == 0 ? Ports.free() : options.port();
        int controller = options.controllerPort() == 0 ? Ports.free() : options.controllerPort();
        Path ready = folder.path().resolve("ready");
        quiet(folder.path());
        var child = Child.start(
                "broker",
                command(options, folder.path(), arguments(options, port, controller)),
                Map.of(),
                options.log().orElse(folder.path().resolve("broker.log")));
        try {
            child.awaitReady(() -> isReady(ready, child), START_LIMIT);
        } catch (DevstackException e) {
            child.stop(STOP_LIMIT);
            throw e;
        }
        return new Broker(child, port, folder);
    }

    private static List<String> arguments(BrokerOptions options, int port, int controller) {
        var arguments = new ArrayList<>(List.of("" + port, "" + controller, "" + options.partitions()));
        options.listeners().forEach(listener -> arguments.add(listener.port() + ":" + listener.advertised()));
        return arguments;
    }

    private static List<String> command(BrokerOptions options, Path folder, List<String> arguments) {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Kafka unmaps its index files through it.
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.config.file=" + folder.resolve("logging.properties"),
                "-cp",
                options.classPath(),
                BrokerMain.class.getName(),
                folder.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Kafka tells its whole configuration and every start of a partition at INFO. */
    private static void quiet(Path folder) {
        try {
            Files.writeString(folder.resolve("logging.properties"), """
                    handlers=java.util.logging.ConsoleHandler
                    .level=WARNING
                    java.util.logging.ConsoleHandler.level=WARNING
                    """);
        } catch (IOException e) {
            throw new DevstackException("the broker's folder cannot be written: " + e.getMessage(), e);
        }
    }

    /** The broker's JVM writes its pid there: a file of an earlier run does not count. */
    private static boolean isReady(Path file, Child child) {
        try {
            return Files.exists(file)
                    && Files.readString(file)
                            .equals(Long.toString(child.process().pid()));
        } catch (IOException e) {
            return false;
        }
    }

    /** Kafka's {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The broker's process. */
    public Child child() {
        return child;
    }

    @Override
    public void close() {
        child.stop(STOP_LIMIT);
        folder.close();
    }
}
