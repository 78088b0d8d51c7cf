package dev.quittance.evm.transaction;

import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Reads one flat RLP list, canonical form only (Ethereum yellow paper, appendix B). Own code because web3j's decoder takes
 * other spellings too, so that one transaction would have many hashes, and recurses as deep as its input says.
 */
final class RlpReader {
    private static final int STRING = 0x80;
    private static final int LIST = 0xc0;
    private static final int SHORT = 55;

    private final byte[] input;
    private int position;

    private RlpReader(byte[] input, int position) {
        this.input = input;
        this.position = position;
    }

    /** Starts reading the list that fills the input from the position to its end. */
    static RlpReader ofList(byte[] input, int position) {
        var reader = new RlpReader(input, position);
        int prefix = reader.take();
        require(prefix >= LIST, "not a list");
        int length = reader.length(prefix - LIST);
        require(length == input.length - reader.position, "the list does not fill the input");
        return reader;
    }

    byte[] bytes() {
        int prefix = take();
        if (prefix < STRING) {
            return new byte[] {(byte) prefix};
        }
        require(prefix < LIST, "a list where bytes belong");
        int length = length(prefix - STRING);
        byte[] bytes = Arrays.copyOfRange(input, position, position + length);
        position += length;
        require(length != 1 || bytes[0] < 0, "a single byte with a needless prefix");
        return bytes;
    }

    BigInteger number() {
        byte[] bytes = bytes();
        require(bytes.length <= 32, "a number of more than 32 bytes");
        require(bytes.length == 0 || bytes[0] != 0, "a number with leading zeros");
        return new BigInteger(1, bytes);
    }

    void emptyList() {
        require(take() == LIST, "an access list is not supported");
    }

    void end() {
        require(position == input.length, "the list has further elements");
    }

    private int length(int code) {
        int length = code;
        if (code > SHORT) {
            int digits = code - SHORT;
            // Three bytes count 16 MB, more than any input that gets here.
            require(digits <= 3 && position + digits <= input.length, "a length outside the input");
            require(input[position] != 0, "a length with leading zeros");
            length = new BigInteger(1, input, position, digits).intValueExact();
            require(length > SHORT, "a short length in the long form");
            position += digits;
        }
        require(length <= input.length - position, "a length outside the input");
        return length;
    }

    private int take() {
        require(position < input.length, "the input ends early");
        return Byte.toUnsignedInt(input[position++]);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedException("not a canonical RLP transaction: " + otherwise);
        }
    }
}
