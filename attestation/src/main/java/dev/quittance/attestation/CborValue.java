package dev.quittance.attestation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of CBOR (RFC 8949) that attestation documents and the Nitro device speak. */
public sealed interface CborValue {
    /** A number from -2^63 to 2^63 - 1. */
    record Whole(long value) implements CborValue {}

    /** A byte string; the array is not copied. */
    @SuppressWarnings("ArrayRecordComponent") // compared by those who know what the bytes are
    record Bytes(byte[] value) implements CborValue {}

    record Text(String value) implements CborValue {}

    record Items(List<CborValue> values) implements CborValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A map in the order in which it stands; keys are texts or numbers. */
    record Fields(Map<CborValue, CborValue> values) implements CborValue {
        public Fields {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    record Tagged(long tag, CborValue value) implements CborValue {}

    /** The simple value null. */
    record Nothing() implements CborValue {}

    /**
     * What it holds as a byte string.
     *
     * @throws RefusedException when this is none
     */
    default byte[] bytes() throws RefusedException {
        if (this instanceof Bytes(var value)) {
            return value;
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    /**
     * What it holds as a text.
     *
     * @throws RefusedException when this is none
     */
    default String text() throws RefusedException {
        if (this instanceof Text(var value)) {
            return value;
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    /**
     * What it holds as a number.
     *
     * @throws RefusedException when this is none
     */
    default long whole() throws RefusedException {
        if (this instanceof Whole(var value)) {
            return value;
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    /**
     * What it holds as a array.
     *
     * @throws RefusedException when this is none
     */
    default List<CborValue> items() throws RefusedException {
        if (this instanceof Items(var values)) {
            return values;
        }
        throw new RefusedException(Refusal.MALFORMED);
    }

    /**
     * What it holds as a map.
     *
     * @throws RefusedException when this is none
     */
    default Map<CborValue, CborValue> fields() throws RefusedException {
        if (this instanceof Fields(var values)) {
            return values;
        }
        throw new RefusedException(Refusal.MALFORMED);
    }
}
