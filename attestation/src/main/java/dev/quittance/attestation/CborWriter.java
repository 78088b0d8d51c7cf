package dev.quittance.attestation;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes CBOR with definite lengths in their shortest form, maps in the order given. */
public final class CborWriter {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private CborWriter() {}

    public static byte[] write(CborValue value) {
        var writer = new CborWriter();
        writer.value(value);
        return writer.output.toByteArray();
    }

    private void value(CborValue value) {
        switch (value) {
            case CborValue.Whole(long number) -> head(number < 0 ? 1 : 0, number < 0 ? -1 - number : number);
            case CborValue.Bytes(var bytes) -> {
                head(2, bytes.length);
                output.writeBytes(bytes);
            }
            case CborValue.Text(var text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                head(3, bytes.length);
                output.writeBytes(bytes);
            }
            case CborValue.Items(var values) -> {
                head(4, values.size());
                values.forEach(this::value);
            }
            case CborValue.Fields(var values) -> {
                head(5, values.size());
                values.forEach((key, member) -> {
                    value(key);
                    value(member);
                });
            }
            case CborValue.Tagged(long tag, CborValue inner) -> {
                head(6, tag);
                value(inner);
            }
            case CborValue.Nothing() -> head(7, 22);
        }
    }

    private void head(int major, long argument) {
        if (argument < 24) {
            output.write(major << 5 | (int) argument);
            return;
        }
        int size = argument < 1L << 8 ? 0 : argument < 1L << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
        output.write(major << 5 | 24 + size);
        for (int shift = 8 * ((1 << size) - 1); shift >= 0; shift -= 8) {
            output.write((int) (argument >>> shift));
        }
    }
}
