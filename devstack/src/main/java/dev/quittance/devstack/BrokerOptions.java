package dev.quittance.devstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the broker runs.
 *
 * @param port for clients on 127.0.0.1; 0 picks a free one
 * @param controllerPort for KRaft itself; 0 picks a free one
 * @param partitions of each topic that does not exist yet; at least 1
 * @param folder for the data; empty keeps nothing
 * @param log appended to; empty puts it into the folder
 * @param classPath of the broker's JVM; it must hold Kafka's server
 * @param listeners further ports for clients
 */
public record BrokerOptions(
        int port,
        int controllerPort,
        int partitions,
        Optional<Path> folder,
        Optional<Path> log,
        String classPath,
        List<Listener> listeners) {
    private static final int PARTITIONS = 4;

    /**
     * A port on 127.0.0.1 whose clients are told another one: that of a proxy, which they then never get around.
     *
     * @param port where the broker listens
     * @param advertised the port that clients are told to use
     */
    public record Listener(int port, int advertised) {}

    public BrokerOptions {
        listeners = List.copyOf(listeners);
    }

    /** Free ports, nothing kept, this JVM's class path: for tests. */
    public static BrokerOptions temporary() {
        return new BrokerOptions(
                0, 0, PARTITIONS, Optional.empty(), Optional.empty(), System.getProperty("java.class.path"), List.of());
    }

    /** Data in a folder, this JVM's class path. */
    public static BrokerOptions persistent(int port, int controllerPort, Path folder, Path log) {
        return new BrokerOptions(
                port,
                controllerPort,
                PARTITIONS,
                Optional.of(folder),
                Optional.of(log),
                System.getProperty("java.class.path"),
                List.of());
    }

    /** The same with further listeners. */
    public BrokerOptions withListeners(List<Listener> further) {
        return new BrokerOptions(port, controllerPort, partitions, folder, log, classPath, further);
    }
}
