package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes the data of calls whose arguments are words, with at most one list of bytes behind them. Own code because such calls
 * go out by the hundred at a time, and web3j's encoder, which joins texts and hashes the function's name at each call, took
 * longer over them than the rest of the work.
 */
final class CallData {
    private static final int SELECTOR_LENGTH = 4;

    private final ByteBuffer buffer;

    /** Bytes that have to fit behind the selector; see {@link #padded}. */
    CallData(byte[] selector, int length) {
        this.buffer = ByteBuffer.allocate(SELECTOR_LENGTH + length).put(selector);
    }

    /** The selector of a function, such as {@code balanceOf(address)}. */
    static byte[] selector(String signature) {
        return Arrays.copyOf(Keccak256.hash(signature).toByteArray(), SELECTOR_LENGTH);
    }

    /** The room that bytes take up behind their length: whole words. */
    static int padded(int length) {
        return Math.ceilDiv(length, Bytes32.LENGTH) * Bytes32.LENGTH;
    }

    /** Reads the one word that a function returned. */
    static BigInteger readNumber(Bytes returned) {
        return new Bytes32(returned.toByteArray()).toUnsigned();
    }

    /** Reads the one flag that a function returned. */
    static boolean readFlag(Bytes returned) {
        BigInteger number = readNumber(returned);
        if (number.bitLength() > 1) {
            throw new MalformedException("neither true nor false");
        }
        return number.signum() == 1;
    }

    CallData word(Bytes32 word) {
        buffer.put(word.toByteArray());
        return this;
    }

    CallData address(Address address) {
        return skip(Bytes32.LENGTH - Address.LENGTH).put(address.toByteArray());
    }

    CallData number(BigInteger number) {
        return word(Bytes32.of(number));
    }

    CallData number(long number) {
        skip(Bytes32.LENGTH - Long.BYTES);
        buffer.putLong(number);
        return this;
    }

    /** Bytes with their length in front, padded to whole words. */
    CallData bytes(Bytes bytes) {
        number(bytes.size());
        return put(bytes.toByteArray()).skip(padded(bytes.size()) - bytes.size());
    }

    Bytes build() {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException("fewer arguments than there is room for");
        }
        return Bytes.of(buffer.array());
    }

    private CallData put(byte[] bytes) {
        buffer.put(bytes);
        return this;
    }

    /** The buffer begins as zeros. */
    private CallData skip(int count) {
        buffer.position(buffer.position() + count);
        return this;
    }
}
