package dev.quittance.gateway;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A client of HTTP/2 that says whatever it is told to, as no decent one would. */
final class RawHttp2 {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    /** Says that a dependency and a weight come before the headers. */
    private static final int PRIORITY = 0x20;

    private static final int PRIORITY_LENGTH = 5;
    private static final int END_HEADERS = 4;
    private static final int END_STREAM_AND_HEADERS = 5;

    private RawHttp2() {}

    /** The status of the answer, or {@code refused} when stream or connection were ended without one. */
    static String status(URI server, List<Map.Entry<String, String>> headers) throws IOException {
        return exchange(server, frame(HEADERS, END_STREAM_AND_HEADERS, 1, block(headers)));
    }

    /** The same for a request whose stream its client leaves open, as a tunnel's would be. */
    static String statusOfOpen(URI server, List<Map.Entry<String, String>> headers) throws IOException {
        return exchange(server, frame(HEADERS, END_HEADERS, 1, block(headers)));
    }

    /** The same for a request with a body and trailers. */
    static String status(
            URI server, List<Map.Entry<String, String>> headers, String body, List<Map.Entry<String, String>> trailers)
            throws IOException {
        return exchange(
                server,
                frame(HEADERS, END_HEADERS, 1, block(headers)),
                frame(DATA, 0, 1, body.getBytes(StandardCharsets.US_ASCII)),
                frame(HEADERS, END_STREAM_AND_HEADERS, 1, block(trailers)));
    }

    private static String exchange(URI server, byte[]... frames) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            var message = new ByteArrayOutputStream();
            message.write(PREFACE);
            message.write(frame(SETTINGS, 0, 0, new byte[0]));
            for (byte[] frame : frames) {
                message.write(frame);
            }
            socket.getOutputStream().write(message.toByteArray());
            return read(new DataInputStream(socket.getInputStream()));
        }
    }

    private static String read(DataInputStream in) throws IOException {
        while (true) {
            int lengthAndType;
            try {
                lengthAndType = in.readInt();
            } catch (java.io.EOFException e) {
                return "refused";
            }
            int flags = in.readByte();
            in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            switch (lengthAndType & 0xff) {
                case HEADERS -> {
                    return decoded(payload, (flags & PRIORITY) == 0 ? 0 : PRIORITY_LENGTH);
                }
                case RESET, GO_AWAY -> {
                    return "refused";
                }
                default -> {}
            }
        }
    }

    private static String decoded(byte[] payload, int from) {
        try {
            return String.valueOf(new DefaultHttp2HeadersDecoder(false)
                    .decodeHeaders(1, Unpooled.wrappedBuffer(payload, from, payload.length - from))
                    .status());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(new byte[] {(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length});
        frame.write(type);
        frame.write(flags);
        frame.write(new byte[] {0, 0, 0, (byte) stream});
        frame.write(payload);
        return frame.toByteArray();
    }

    /** Literals without indexing and without Huffman's code (RFC 7541 §6.2.2). */
    private static byte[] block(List<Map.Entry<String, String>> headers) throws IOException {
        var block = new ByteArrayOutputStream();
        for (var header : headers) {
            block.write(0);
            literal(block, header.getKey());
            literal(block, header.getValue());
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length >= 127) {
            throw new IllegalArgumentException("too long for one byte of length");
        }
        block.write(bytes.length);
        block.write(bytes);
    }
}
