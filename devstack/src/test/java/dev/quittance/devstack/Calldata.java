package dev.quittance.devstack;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;

/** ABI encoding as far as these tests need it: words, then at most one byte string. */
final class Calldata {
    private Calldata() {}

    static byte[] call(String signature, Bytes32... words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(Arrays.copyOf(Keccak256.hash(signature).toByteArray(), 4));
        out.writeBytes(words(words));
        return out.toByteArray();
    }

    static byte[] callWithBytes(String signature, byte[] last, Bytes32... words) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(call(signature, words));
        out.writeBytes(word(32L * (words.length + 1)).toByteArray());
        out.writeBytes(bytes(last));
        return out.toByteArray();
    }

    /** A byte string: its length, then its bytes padded to whole words. */
    static byte[] bytes(byte[] content) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(word(content.length).toByteArray());
        out.writeBytes(Arrays.copyOf(content, (content.length + 31) / 32 * 32));
        return out.toByteArray();
    }

    static byte[] words(Bytes32... words) {
        var out = new ByteArrayOutputStream();
        for (Bytes32 word : words) {
            out.writeBytes(word.toByteArray());
        }
        return out.toByteArray();
    }

    static Bytes32 word(long number) {
        return Bytes32.of(BigInteger.valueOf(number));
    }
}
