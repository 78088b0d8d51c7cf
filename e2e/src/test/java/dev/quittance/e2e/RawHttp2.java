package dev.quittance.e2e;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One connection of a client of HTTP/2 with prior knowledge, which says whatever it is told to, as no decent one would. */
final class RawHttp2 implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_LENGTH = 5;
    private static final int ONE_BYTE_MAX = 127;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private int stream = -1;
    private boolean toldToGo;

    /**
     * What came of one request.
     *
     * @param end the status, or {@code reset}, {@code closed} or {@code silent}
     */
    record Answer(String end, String body) {}

    /** One frame as it came. */
    @SuppressWarnings("ArrayRecordComponent") // Read, never compared.
    private record Frame(int type, int flags, int stream, byte[] payload) {}

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
    }

    static RawHttp2 open(int port, Duration patience) throws IOException {
        var client = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
        client.socket.setSoTimeout((int) patience.toMillis());
        client.socket.getOutputStream().write(PREFACE);
        client.socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
        return client;
    }

    /** A head without anything after it. */
    Answer ask(List<Map.Entry<String, String>> headers) throws IOException {
        return ask(new HostileStream("", "", headers, "", List.of(), true));
    }

    Answer ask(HostileStream request) throws IOException {
        stream += 2;
        boolean alone = request.body().isEmpty() && request.trailers().isEmpty();
        var message = new ByteArrayOutputStream();
        message.write(frame(HEADERS, flags(alone && request.ends()), stream, block(request.headers())));
        if (!request.body().isEmpty()) {
            boolean last = request.trailers().isEmpty() && request.ends();
            byte[] body = request.body().getBytes(StandardCharsets.ISO_8859_1);
            message.write(frame(DATA, last ? END_STREAM : 0, stream, body));
        }
        if (!request.trailers().isEmpty()) {
            message.write(frame(HEADERS, flags(request.ends()), stream, block(request.trailers())));
        }
        try {
            socket.getOutputStream().write(message.toByteArray());
            return read();
        } catch (SocketTimeoutException e) {
            return new Answer("silent", "");
        } catch (IOException e) {
            // A connection that is cut is an answer too.
            return new Answer("closed", "");
        }
    }

    /** Whether the server has said, or says before it closes, that no further stream is wanted. */
    boolean isToldToGo() throws IOException {
        while (!toldToGo) {
            try {
                next();
            } catch (SocketTimeoutException | java.io.EOFException e) {
                return false;
            }
        }
        return true;
    }

    private Answer read() throws IOException {
        String end = "closed";
        var body = new StringBuilder();
        while (true) {
            var frame = next();
            boolean own = frame.stream() == stream;
            switch (frame.type()) {
                case HEADERS -> {
                    String status = status(frame);
                    end = own && !status.equals("null") && !status.equals("100") ? status : end;
                }
                case DATA -> body.append(new String(frame.payload(), StandardCharsets.ISO_8859_1));
                case RESET -> {
                    if (own) {
                        // After a whole answer it only says that no more of the request is wanted.
                        return new Answer(end.equals("closed") ? "reset" : end, body.toString());
                    }
                }
                default -> {}
            }
            boolean carries = frame.type() == HEADERS || frame.type() == DATA;
            if (own && carries && (frame.flags() & END_STREAM) != 0) {
                return new Answer(end, body.toString());
            }
        }
    }

    private Frame next() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int of = in.readInt();
        byte[] payload = in.readNBytes(lengthAndType >>> 8);
        var frame = new Frame(lengthAndType & 0xff, flags, of, payload);
        toldToGo |= frame.type() == GO_AWAY;
        return frame;
    }

    private String status(Frame frame) {
        int from = (frame.flags() & PRIORITY) == 0 ? 0 : PRIORITY_LENGTH;
        try {
            var block = Unpooled.wrappedBuffer(frame.payload(), from, frame.payload().length - from);
            return String.valueOf(decoder.decodeHeaders(frame.stream(), block).status());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int flags(boolean last) {
        return last ? END_HEADERS | END_STREAM : END_HEADERS;
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(new byte[] {(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length});
        frame.write(type);
        frame.write(flags);
        frame.write(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream});
        frame.write(payload);
        return frame.toByteArray();
    }

    /** Literals without indexing and without Huffman's code (RFC 7541 §6.2.2): no encoder stands between. */
    private static byte[] block(List<Map.Entry<String, String>> headers) throws IOException {
        var block = new ByteArrayOutputStream();
        for (var header : headers) {
            block.write(0);
            literal(block, header.getKey());
            literal(block, header.getValue());
        }
        return block.toByteArray();
    }

    /** RFC 7541 §5.1 and §5.2. */
    private static void literal(ByteArrayOutputStream block, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < ONE_BYTE_MAX) {
            block.write(bytes.length);
        } else {
            block.write(ONE_BYTE_MAX);
            int rest = bytes.length - ONE_BYTE_MAX;
            while (rest >= 0x80) {
                block.write(rest % 0x80 + 0x80);
                rest /= 0x80;
            }
            block.write(rest);
        }
        block.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
