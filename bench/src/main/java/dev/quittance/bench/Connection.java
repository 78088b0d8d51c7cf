package dev.quittance.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One kept-alive HTTP/1.1 connection that sends requests and reads answers, and nothing more: the load generator shares the
 * machine with what it measures, so it has to be cheap. Not thread-safe.
 */
final class Connection implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int LINE_MAX = 8_192;
    private static final int BODY_MAX = 1 << 20;

    private final Socket socket;
    private final BufferedInputStream in;

    /** An answer; its head is the text between the status line and the empty line. */
    record Response(int status, String head, String body) {
        /** The value of the first header of this name. */
        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        }
    }

    Connection(int port, Duration answerLimit) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) answerLimit.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_LIMIT.toMillis());
        in = new BufferedInputStream(socket.getInputStream(), 2_048);
    }

    /** A request that posts JSON of ASCII characters. */
    static byte[] post(int port, String path, String token, String json) {
        String message = "POST " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Type: application/json\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
        return message.getBytes(StandardCharsets.US_ASCII);
    }

    /** A request without a body; {@code headers} are whole lines, each with its line end. */
    static byte[] get(int port, String path, String headers) {
        String message = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers + "\r\n";
        return message.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a whole request and waits for its answer. */
    Response send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        return read();
    }

    /** Sends a whole request and throws the content of its answer away; how many bytes it had, as its head told. */
    long drain(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        if (!line().startsWith("HTTP/1.1 200")) {
            throw new IOException("not answered with 200");
        }
        long length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            length = lower.startsWith("content-length:")
                    ? Long.parseLong(lower.substring(15).strip())
                    : length;
        }
        in.skipNBytes(length);
        return length;
    }

    private Response read() throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2) {
            throw new IOException("no HTTP answer");
        }
        int length = 0;
        boolean chunked = false;
        var head = new StringBuilder();
        for (String header = line(); !header.isEmpty(); header = line()) {
            head.append(header).append('\n');
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            }
        }
        return new Response(
                Integer.parseInt(status[1]),
                head.toString(),
                new String(chunked ? chunks() : exactly(length), StandardCharsets.UTF_8));
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            whole.write(exactly(size));
            line();
        }
        line();
        return whole.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        if (length > BODY_MAX) {
            throw new IOException("an answer of " + length + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return body;
    }

    private String line() throws IOException {
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
        socket.close();
    }
}
