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
import java.time.Duration;
import java.util.List;

/**
 * How many of the same few requests a server answers in a time: callers on connections of their own, one request under way on
 * each. One thread serves them all, because it shares the machine with what it measures.
 *
 * @param status what counts as an answer
 */
record Rate(int port, int callers, int status) {
    private static final long SILENCE_MAX_MS = 10_000;

    /** What came back. */
    record Answers(long right, long wrong, Duration elapsed) {
        double perSecond() {
            return right * 1e9 / elapsed.toNanos();
        }

        double successRatio() {
            return right + wrong == 0 ? 0 : (double) right / (right + wrong);
        }
    }

    /** Sends the requests again and again, each caller beginning at another one. */
    Answers measure(List<byte[]> requests, Duration time) throws IOException {
        try (var selector = Selector.open()) {
            for (int caller = 0; caller < callers; caller++) {
                SocketChannel channel = connect();
                channel.register(selector, SelectionKey.OP_READ, new Caller(channel, caller));
            }
            try {
                return run(selector, requests, time);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        }
    }

    private Answers run(Selector selector, List<byte[]> requests, Duration time) throws IOException {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        for (SelectionKey key : selector.keys()) {
            ((Caller) key.attachment()).ask(requests);
        }
        long right = 0;
        long wrong = 0;
        while (System.nanoTime() < end) {
            if (selector.select(SILENCE_MAX_MS) == 0) {
                throw new BenchFailedException("no answer from port " + port + " in " + SILENCE_MAX_MS + " ms");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                var caller = (Caller) key.attachment();
                int answered = caller.read();
                if (answered != 0) {
                    right += answered == status ? 1 : 0;
                    wrong += answered == status ? 0 : 1;
                    caller.ask(requests);
                }
            }
            selector.selectedKeys().clear();
        }
        return new Answers(right, wrong, Duration.ofNanos(System.nanoTime() - begin));
    }

    private SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        return channel;
    }

    /** One connection and the answer that it is reading. */
    private static final class Caller {
        private static final int ANSWER_MAX = 65_536;
        private static final int STATUS_AT = "HTTP/1.1 ".length();
        private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_MAX);
        private int next;

        Caller(SocketChannel channel, int first) {
            this.channel = channel;
            this.next = first;
        }

        void ask(List<byte[]> requests) throws IOException {
            answer.clear();
            var request = ByteBuffer.wrap(requests.get(next++ % requests.size()));
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        /** Reads what is there; the status once the answer is whole, 0 before. */
        int read() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server closed a connection");
            }
            byte[] bytes = answer.array();
            int body = bodyAt(bytes, answer.position());
            if (body < 0 || answer.position() < body + length(bytes, body)) {
                return 0;
            }
            return (bytes[STATUS_AT] - '0') * 100 + (bytes[STATUS_AT + 1] - '0') * 10 + bytes[STATUS_AT + 2] - '0';
        }

        private static int bodyAt(byte[] bytes, int end) {
            for (int i = 3; i < end; i++) {
                if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private static int length(byte[] bytes, int head) {
            for (int line = 0; line < head; line++) {
                if (bytes[line] == '\n' && startsWithLength(bytes, line + 1)) {
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
}
