package dev.quittance.attestation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one CBOR value from exactly these bytes, and nothing that two readers could understand differently. */
public final class CborReader {
    /** More than the largest document that hardware gives, which has about 8 KiB. */
    public static final int SIZE_MAX = 16 * 1024;

    private static final int DEPTH_MAX = 4;
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private static final int NULL = 0xf6;

    private final ByteBuffer input;

    private CborReader(byte[] bytes) {
        this.input = ByteBuffer.wrap(bytes);
    }

    /**
     * Reads bytes in which every length is told beforehand.
     *
     * @throws RefusedException with the rule that they break
     */
    public static CborValue read(byte[] bytes) throws RefusedException {
        return read(bytes, false);
    }

    /** The same, but for the outermost value, which may be a map of indefinite length. */
    static CborValue readOpenMap(byte[] bytes) throws RefusedException {
        return read(bytes, true);
    }

    private static CborValue read(byte[] bytes, boolean openMap) throws RefusedException {
        if (bytes.length > SIZE_MAX) {
            throw new RefusedException(Refusal.TOO_LARGE);
        }
        var reader = new CborReader(bytes);
        boolean isOpen = openMap && bytes.length > 0 && bytes[0] == (byte) (5 << 5 | INDEFINITE);
        CborValue value = isOpen ? reader.openMap() : reader.value(0);
        if (reader.input.hasRemaining()) {
            throw new RefusedException(Refusal.TRAILING_BYTES);
        }
        return value;
    }

    private CborValue value(int depth) throws RefusedException {
        if (depth > DEPTH_MAX) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        int initial = next();
        if (initial == NULL) {
            return new CborValue.Nothing();
        }
        return switch (initial >> 5) {
            case 0 -> new CborValue.Whole(argument(initial));
            case 1 -> new CborValue.Whole(-1 - argument(initial));
            case 2 -> new CborValue.Bytes(bytes(argument(initial)));
            case 3 -> text(argument(initial));
            case 4 -> items(argument(initial), depth);
            case 5 -> fields(argument(initial), depth);
            case 6 -> new CborValue.Tagged(argument(initial), value(depth + 1));
            // Simple values and floats: documents have none but null.
            default -> throw new RefusedException(Refusal.MALFORMED);
        };
    }

    private int next() throws RefusedException {
        if (!input.hasRemaining()) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return Byte.toUnsignedInt(input.get());
    }

    /** What follows the initial byte: a number, length or tag, in as few bytes as it fits in. */
    private long argument(int initial) throws RefusedException {
        int information = initial & 0x1f;
        if (information < 24) {
            return information;
        }
        if (information == INDEFINITE) {
            throw new RefusedException(Refusal.INDEFINITE_LENGTH);
        }
        if (information > 27) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        int length = 1 << (information - 24);
        long argument = 0;
        for (int i = 0; i < length; i++) {
            argument = argument << 8 | next();
        }
        if (argument < 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        long smallest = length == 1 ? 24 : 1L << (length * 4);
        if (argument < smallest) {
            throw new RefusedException(Refusal.NOT_SHORTEST);
        }
        return argument;
    }

    private byte[] bytes(long length) throws RefusedException {
        if (length > input.remaining()) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        byte[] bytes = new byte[(int) length];
        input.get(bytes);
        return bytes;
    }

    private CborValue text(long length) throws RefusedException {
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return new CborValue.Text(
                    decoder.decode(ByteBuffer.wrap(bytes(length))).toString());
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.MALFORMED);
        }
    }

    private CborValue items(long count, int depth) throws RefusedException {
        var values = new ArrayList<CborValue>();
        // Each takes a byte at least, so a lie about the count ends with the input.
        for (long i = 0; i < count; i++) {
            values.add(value(depth + 1));
        }
        return new CborValue.Items(values);
    }

    private CborValue fields(long count, int depth) throws RefusedException {
        var values = new LinkedHashMap<CborValue, CborValue>();
        for (long i = 0; i < count; i++) {
            field(values, depth);
        }
        return new CborValue.Fields(values);
    }

    private CborValue openMap() throws RefusedException {
        next();
        var values = new LinkedHashMap<CborValue, CborValue>();
        while (input.hasRemaining() && Byte.toUnsignedInt(input.get(input.position())) != BREAK) {
            field(values, 0);
        }
        next();
        return new CborValue.Fields(values);
    }

    private void field(Map<CborValue, CborValue> values, int depth) throws RefusedException {
        CborValue key = value(depth + 1);
        if (!(key instanceof CborValue.Text || key instanceof CborValue.Whole)) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        if (values.containsKey(key)) {
            throw new RefusedException(Refusal.DUPLICATE_KEY);
        }
        values.put(key, value(depth + 1));
    }
}
