package dev.quittance.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Passes bytes on between two sockets until it is told otherwise. */
final class TcpGate implements AutoCloseable {
    /** What it does. */
    enum Mode {
        OPEN,
        /** No connection lives. */
        CUT,
        /** Connections live, but no answer comes through. */
        SILENT
    }

    private static final int BUFFER = 8_192;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.OPEN;

    TcpGate(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void mode(Mode now) {
        mode = now;
        if (now == Mode.CUT) {
            sockets.forEach(TcpGate::closeQuietly);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (mode == Mode.CUT) {
                    client.close();
                } else {
                    join(client);
                }
            }
        } catch (IOException e) {
            // Closed with the gate.
        }
    }

    private void join(Socket client) throws IOException {
        var node = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(node);
        Thread.ofVirtual().start(() -> pump(client, node, false));
        Thread.ofVirtual().start(() -> pump(node, client, true));
    }

    private void pump(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            byte[] buffer = new byte[BUFFER];
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                if (!answers || mode != Mode.SILENT) {
                    to.getOutputStream().write(buffer, 0, count);
                }
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // The other side is closed with this one.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(TcpGate::closeQuietly);
    }
}
