package dev.quittance.evm.abi;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Reads ABI words at byte positions, never outside the data. Own code for lists of tuples alone, because web3j makes room for
 * as many elements as the data claims to have, which a few bytes can drive out of memory.
 */
final class AbiWords {
    private final byte[] data;

    AbiWords(Bytes data) {
        this.data = data.toByteArray();
    }

    /** An unsigned number that fits an array's size. */
    int number(int position) {
        if (position < 0 || position > data.length - Bytes32.LENGTH) {
            throw new MalformedException("the data ends early");
        }
        var word = new BigInteger(1, data, position, Bytes32.LENGTH);
        if (word.compareTo(BigInteger.valueOf(data.length)) > 0) {
            throw new MalformedException("a number beyond the size of the data");
        }
        return word.intValueExact();
    }

    /** The position that the offset at {@code position} leads to, counted from {@code base}. */
    int offset(int base, int position) {
        return Math.addExact(base, number(position));
    }

    boolean flag(int position) {
        int value = number(position);
        if (value > 1) {
            throw new MalformedException("neither true nor false");
        }
        return value == 1;
    }

    /** Bytes with their length in front. */
    Bytes bytes(int position) {
        int length = number(position);
        int start = position + Bytes32.LENGTH;
        if (length > data.length - start) {
            throw new MalformedException("the data ends early");
        }
        return Bytes.of(Arrays.copyOfRange(data, start, start + length));
    }
}
