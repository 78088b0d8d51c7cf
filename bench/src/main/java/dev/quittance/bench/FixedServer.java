package dev.quittance.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * An HTTP/1.1 server that answers at once, so that what stands before it is what gets measured. Always 200 and JSON, but for
 * {@code /bytes/N}, where so many zeros come.
 */
final class FixedServer implements AutoCloseable {
    private static final int BODY_MAX = 1 << 20;
    private static final int LINE_MAX = 32_768;
    private static final int BACKLOG = 256;
    private static final String BYTES = "/bytes/";
    private static final byte[] ZEROS = new byte[1 << 16];

    private final ServerSocket server;
    private final BiFunction<String, String, String> answer;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Serves on a port of loopback; {@code answer} makes the answer's body of a request's target and body. */
    FixedServer(int port, BiFunction<String, String, String> answer) throws IOException {
        this.answer = answer;
        server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        executor.execute(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                executor.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String target = line(in).split(" ", 3)[1];
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    String lower = header.toLowerCase(Locale.ROOT);
                    length = lower.startsWith("content-length:")
                            ? Integer.parseInt(lower.substring(15).strip())
                            : length;
                }
                String body = new String(in.readNBytes(Math.min(length, BODY_MAX)), StandardCharsets.UTF_8);
                if (target.startsWith(BYTES)) {
                    zeros(socket.getOutputStream(), Long.parseLong(target.substring(BYTES.length())));
                    continue;
                }
                byte[] json = answer.apply(target, body).getBytes(StandardCharsets.UTF_8);
                String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length
                        + "\r\n\r\n";
                byte[] message = new byte[head.length() + json.length];
                System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, message, 0, head.length());
                System.arraycopy(json, 0, message, head.length(), json.length);
                socket.getOutputStream().write(message);
            }
        } catch (IOException e) {
            // The client left.
        } finally {
            open.remove(socket);
        }
    }

    private static void zeros(OutputStream out, long length) throws IOException {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        for (long left = length; left > 0; left -= ZEROS.length) {
            out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
    }

    private static String line(BufferedInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > LINE_MAX) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        executor.shutdownNow();
    }
}
