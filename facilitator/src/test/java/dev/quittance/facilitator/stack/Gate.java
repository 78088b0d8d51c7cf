package dev.quittance.facilitator.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP way to a server that can be shut: open connections break, and new ones are closed at once. */
public final class Gate {
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean shut;

    private Gate(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    static Gate to(int port) {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            var gate = new Gate(new ServerSocket(0, 100, loopback), new InetSocketAddress(loopback, port));
            Thread.ofVirtual().start(gate::accept);
            return gate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    public void shut() {
        shut = true;
        sockets.forEach(Gate::close);
    }

    public void open() {
        shut = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (shut) {
                    close(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // The server side may be away for a moment; the client sees its connection close.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var upstream = new Socket();
        sockets.add(client);
        sockets.add(upstream);
        upstream.connect(target);
        Thread.ofVirtual().start(() -> pump(client, upstream));
        Thread.ofVirtual().start(() -> pump(upstream, client));
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // A broken connection is what this is for.
        } finally {
            sockets.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
