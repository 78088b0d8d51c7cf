package dev.quittance.bench;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.NodePackages;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Project;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the official TypeScript packages build, run by Node. */
final class Peer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Child child;
    private final int port;

    private Peer(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * The facilitator with a relayer of its own.
     *
     * @param rpcPort of the chain, or of a proxy before it
     * @throws DevstackException when Node or npm is missing or fails
     */
    static Peer facilitator(int rpcPort, Chain chain, Path log) {
        try (var key = PrivateKey.generate(new SecureRandom())) {
            chain.setEtherBalance(Secp256k1.create().address(key), BigInteger.TEN.pow(20));
            return start(
                    "official facilitator",
                    "facilitator.mjs",
                    List.of("http://127.0.0.1:" + rpcPort, Hex.encode(key.export())),
                    log);
        }
    }

    /**
     * A server behind the payment middleware of Express, which sells {@code /answer} and {@code /upfront}.
     *
     * @throws DevstackException when Node or npm is missing or fails
     */
    static Peer server(int facilitatorPort, Address payee, Path log) {
        return start(
                "official server",
                "server.mjs",
                List.of("http://127.0.0.1:" + facilitatorPort, "none", payee.toString()),
                log);
    }

    private static Peer start(String name, String script, List<String> arguments, Path log) {
        int port = Ports.free();
        Path folder = Project.root().resolve("e2e").resolve("node");
        NodePackages.install(folder);
        var command = new ArrayList<>(List.of("node", folder.resolve(script).toString(), Integer.toString(port)));
        command.addAll(arguments);
        var child = Child.start(name, command, Map.of("NODE_ENV", "production"), log);
        child.awaitReady(() -> listens(port), START_LIMIT);
        return new Peer(child, port);
    }

    int port() {
        return port;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        child.stop(STOP_LIMIT);
    }
}
