package dev.quittance.gateway.delivery;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole answer, as it goes out and as it is given again.
 *
 * @param headers in their order, without those of one connection
 */
@SuppressWarnings("ArrayRecordComponent") // Written and read, never compared.
public record PaidAnswer(int status, List<Header> headers, byte[] body) {
    private static final byte VERSION = 1;

    public record Header(String name, String value) {}

    public PaidAnswer {
        headers = List.copyOf(headers);
    }

    /** The same answer with a header set, in place of any of that name. */
    public PaidAnswer with(String name, String value) {
        var changed = new ArrayList<>(without(name).headers());
        changed.add(new Header(name, value));
        return new PaidAnswer(status, changed, body);
    }

    /** The same answer without any header of that name. */
    public PaidAnswer without(String name) {
        return new PaidAnswer(
                status,
                headers.stream()
                        .filter(header -> !header.name().equalsIgnoreCase(name))
                        .toList(),
                body);
    }

    /** The values of all headers of that name, in their order. */
    public List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    public Bytes32 bodySha256() {
        return Sha256.hash(body);
    }

    /** All of it in one sequence of bytes: a version, the status, the headers, then the body, each with its length. */
    byte[] toBytes() {
        var bytes = new ByteArrayOutputStream(body.length + 1024);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(status);
            out.writeInt(headers.size());
            for (Header header : headers) {
                write(out, header.name().getBytes(StandardCharsets.ISO_8859_1));
                write(out, header.value().getBytes(StandardCharsets.ISO_8859_1));
            }
            write(out, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @throws MalformedException when the bytes are something else
     */
    static PaidAnswer fromBytes(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new MalformedException("a stored answer of an unknown version");
            }
            int status = in.readInt();
            var headers = new ArrayList<Header>();
            for (int left = in.readInt(); left > 0; left--) {
                String name = new String(read(in), StandardCharsets.ISO_8859_1);
                headers.add(new Header(name, new String(read(in), StandardCharsets.ISO_8859_1)));
            }
            return new PaidAnswer(status, headers, read(in));
        } catch (IOException e) {
            throw new MalformedException("a stored answer breaks off", e);
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new MalformedException("a stored answer breaks off");
        }
        return in.readNBytes(length);
    }

    /** Leaves the content out: it was sold. */
    @Override
    public String toString() {
        return "PaidAnswer[" + status + ", " + body.length + " bytes]";
    }
}
