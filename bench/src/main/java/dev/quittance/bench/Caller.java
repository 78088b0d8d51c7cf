package dev.quittance.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One connection and the answer that it is reading. */
final class Caller {
    private static final int ANSWER_MAX = 65_536;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_MAX);
    private int lengthLine;
    private int bodyAt;

    private Caller(SocketChannel channel) {
        this.channel = channel;
    }

    /** A caller of a local port, whose answers the selector tells of. */
    static Caller connect(int port, Selector selector) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var caller = new Caller(channel);
        channel.register(selector, SelectionKey.OP_READ, caller);
        return caller;
    }

    void ask(byte[] message) throws IOException {
        answer.clear();
        var request = ByteBuffer.wrap(message);
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /** Of the answer that was just read whole. */
    String body() {
        return new String(answer.array(), bodyAt, answer.position() - bodyAt, StandardCharsets.UTF_8);
    }

    /** Reads what is there; the status once the answer is whole, 0 before. */
    int read() throws IOException {
        if (channel.read(answer) < 0) {
            throw new EOFException("the server closed a connection");
        }
        byte[] bytes = answer.array();
        int body = isBodyAt(bytes, bodyAt) ? bodyAt : bodyAt(bytes, answer.position());
        bodyAt = Math.max(body, 0);
        if (body < 0 || answer.position() < body + length(bytes, body)) {
            return 0;
        }
        return (bytes[STATUS_AT] - '0') * 100 + (bytes[STATUS_AT + 1] - '0') * 10 + bytes[STATUS_AT + 2] - '0';
    }

    /** Most answers have it where the one before had it. */
    private boolean isBodyAt(byte[] bytes, int at) {
        return at > 0
                && at <= answer.position()
                && bytes[at - 4] == '\r'
                && bytes[at - 3] == '\n'
                && bytes[at - 2] == '\r'
                && bytes[at - 1] == '\n';
    }

    private static int bodyAt(byte[] bytes, int end) {
        int i = 3;
        while (i < end) {
            if (bytes[i] != '\n' && bytes[i] != '\r') {
                // The end of the head, four bytes of those two, cannot lie between here and there.
                i += 4;
            } else if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                return i + 1;
            } else {
                i++;
            }
        }
        return -1;
    }

    /** The line, too, is mostly where it was. */
    private int length(byte[] bytes, int head) {
        if (lengthLine < head && bytes[lengthLine] == '\n' && startsWithLength(bytes, lengthLine + 1)) {
            return number(bytes, lengthLine + 1 + LENGTH.length);
        }
        for (int line = 0; line < head; line++) {
            if (bytes[line] == '\n' && startsWithLength(bytes, line + 1)) {
                lengthLine = line;
                return number(bytes, line + 1 + LENGTH.length);
            }
        }
        throw new BenchFailedException("an answer without Content-Length");
    }

    private static boolean startsWithLength(byte[] bytes, int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if ((bytes[at + i] | 0x20) != LENGTH[i] && bytes[at + i] != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] bytes, int from) {
        int number = 0;
        for (int i = from; bytes[i] != '\r'; i++) {
            number = bytes[i] == ' ' ? number : number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
