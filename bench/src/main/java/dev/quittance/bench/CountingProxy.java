package dev.quittance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that counts HTTP/1.1 requests without reading them: on a connection without pipelining, a request begins
 * where bytes of the client follow bytes of the server.
 */
final class CountingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 65_536;

    private final ServerSocket listener;
    private final int targetPort;
    private final AtomicLong requests = new AtomicLong();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** Listens on {@code port} and carries to {@code targetPort}, both on loopback. */
    CountingProxy(int port, int targetPort) throws IOException {
        this.listener = new ServerSocket(port, 1_024, InetAddress.getLoopbackAddress());
        this.targetPort = targetPort;
        Thread.ofVirtual().start(this::accept);
    }

    /** Requests so far; a JSON-RPC batch is one. */
    long requests() {
        return requests.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                carry(listener.accept());
            } catch (IOException e) {
                // The listener was closed, or the target refused one connection.
            }
        }
    }

    private void carry(Socket client) throws IOException {
        var server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        var asking = new AtomicBoolean();
        Thread.ofVirtual()
                .start(() -> pump(client, server, () -> {
                    if (!asking.getAndSet(true)) {
                        requests.incrementAndGet();
                    }
                }));
        Thread.ofVirtual().start(() -> pump(server, client, () -> asking.set(false)));
    }

    private void pump(Socket from, Socket to, Runnable passing) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                passing.run();
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Either side has gone, and the other goes with it.
        } finally {
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
