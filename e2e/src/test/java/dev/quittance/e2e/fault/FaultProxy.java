package dev.quittance.e2e.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback whose behaviour changes while connections live. Half-open connections hold their data back
 * until the toxic is lifted, as a network that comes back would deliver what TCP kept.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration HALF_OPEN_LIMIT = Duration.ofMinutes(5);
    private static final int BUFFER_BYTES = 16_384;

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Optional<ServerSocket> listener;
    private volatile Toxic toxic = new Toxic.None();
    private volatile CountDownLatch changed = new CountDownLatch(1);

    /** Listens on a free port and carries to {@code targetPort} on loopback. */
    public FaultProxy(int targetPort) throws IOException {
        this(0, targetPort);
    }

    /** Listens on a port, or on a free one when it is 0, and carries to {@code targetPort} on loopback. */
    public FaultProxy(int listenPort, int targetPort) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        ServerSocket socket = new ServerSocket(listenPort, 1_024, InetAddress.getLoopbackAddress());
        this.port = socket.getLocalPort();
        this.listener = Optional.of(socket);
        accept(socket);
    }

    public int port() {
        return port;
    }

    /** Applies a toxic to all connections, present and future. */
    public synchronized void apply(Toxic next) throws IOException {
        toxic = next;
        CountDownLatch waiting = changed;
        changed = new CountDownLatch(1);
        waiting.countDown();
        switch (next) {
            case Toxic.Down() -> {
                closeListener();
                closeAll(false);
            }
            case Toxic.Reset() -> {
                openListener();
                closeAll(true);
            }
            case Toxic.None(), Toxic.Latency(Duration _), Toxic.HalfOpen(), Toxic.ResetBeforeAnswer() -> openListener();
        }
    }

    private void openListener() throws IOException {
        if (listener.isEmpty()) {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
            listener = Optional.of(socket);
            accept(socket);
        }
    }

    private void closeListener() throws IOException {
        if (listener.isPresent()) {
            listener.get().close();
            listener = Optional.empty();
        }
    }

    private void accept(ServerSocket socket) {
        Thread.ofVirtual().name("fault-proxy-" + port).start(() -> {
            while (!socket.isClosed()) {
                try {
                    carry(socket.accept());
                } catch (IOException e) {
                    // The listener was closed, or one connection failed to reach its target: the next may fare better.
                }
            }
        });
    }

    private void carry(Socket client) throws IOException {
        sockets.add(client);
        if (toxic instanceof Toxic.Reset) {
            close(client, true);
            return;
        }
        var server = new Socket();
        try {
            server.connect(target, (int) CONNECT_LIMIT.toMillis());
        } catch (IOException e) {
            close(client, true);
            throw e;
        }
        sockets.add(server);
        pump(client, server, false);
        pump(server, client, true);
    }

    private void pump(Socket from, Socket to, boolean answers) {
        Thread.ofVirtual().start(() -> {
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream in = from.getInputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!passes(answers)) {
                        close(from, true);
                        close(to, true);
                        return;
                    }
                    to.getOutputStream().write(buffer, 0, read);
                }
                close(to, false);
            } catch (IOException | InterruptedException e) {
                close(from, true);
                close(to, true);
            } finally {
                sockets.remove(from);
            }
        });
    }

    /** Waits as the toxic of the moment demands; false when the connection has to be reset. */
    private boolean passes(boolean answer) throws InterruptedException {
        while (true) {
            CountDownLatch change = changed;
            switch (toxic) {
                case Toxic.None() -> {
                    return true;
                }
                case Toxic.Latency(Duration delay) -> {
                    var _ = change.await(delay.toMillis(), TimeUnit.MILLISECONDS);
                    return true;
                }
                case Toxic.HalfOpen() -> {
                    if (!change.await(HALF_OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                        return false;
                    }
                }
                case Toxic.ResetBeforeAnswer() -> {
                    return !answer;
                }
                case Toxic.Reset(), Toxic.Down() -> {
                    return false;
                }
            }
        }
    }

    private void closeAll(boolean reset) {
        sockets.forEach(socket -> close(socket, reset));
    }

    private void close(Socket socket, boolean reset) {
        sockets.remove(socket);
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (SocketException e) {
            // It was closed before: what was wanted.
        } catch (IOException e) {
            throw new IllegalStateException("a loopback socket does not close", e);
        }
    }

    @Override
    public void close() throws IOException {
        apply(new Toxic.Down());
    }
}
