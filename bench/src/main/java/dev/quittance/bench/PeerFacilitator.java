package dev.quittance.bench;

import dev.quittance.devstack.Chain;
import dev.quittance.devstack.Child;
import dev.quittance.devstack.DevstackException;
import dev.quittance.devstack.Ports;
import dev.quittance.devstack.Project;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Hex;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The official TypeScript facilitator with a relayer of its own, as its packages build it, run by Node. */
final class PeerFacilitator implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

    private final Child child;
    private final int port;

    private PeerFacilitator(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts it, with its packages installed when they are missing.
     *
     * @param rpcPort of the chain, or of a proxy before it
     * @throws DevstackException when Node or npm is missing or fails
     */
    static PeerFacilitator start(int rpcPort, Chain chain, Path log) {
        int port = Ports.free();
        Path folder = Project.root().resolve("e2e").resolve("node");
        install(folder, log);
        try (var key = PrivateKey.generate(new SecureRandom())) {
            chain.setEtherBalance(Secp256k1.create().address(key), BigInteger.TEN.pow(20));
            var child = Child.start(
                    "official facilitator",
                    List.of(
                            "node",
                            folder.resolve("facilitator.mjs").toString(),
                            Integer.toString(port),
                            "http://127.0.0.1:" + rpcPort,
                            Hex.encode(key.export())),
                    Map.of("NODE_ENV", "production"),
                    log);
            child.awaitReady(() -> listens(port), START_LIMIT);
            return new PeerFacilitator(child, port);
        }
    }

    int port() {
        return port;
    }

    private static void install(Path folder, Path log) {
        if (Files.exists(folder.resolve("node_modules").resolve(".package-lock.json"))) {
            return;
        }
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!npm.waitFor(INSTALL_LIMIT.toSeconds(), TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new DevstackException("npm ci in " + folder + " failed, see " + log);
            }
        } catch (IOException e) {
            throw new DevstackException("the official facilitator needs Node 20 with npm: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevstackException("interrupted while npm installed", e);
        }
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
