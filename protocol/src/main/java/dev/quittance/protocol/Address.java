package dev.quittance.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** An EVM account or contract address. Immutable; prints in EIP-55 mixed case. */
public final class Address {
    public static final int LENGTH = 20;

    private static final Pattern TEXT = Pattern.compile("0x[0-9a-fA-F]{40}");

    private final byte[] bytes;
    /** The checksum costs a Keccak, so it is reckoned once; empty before. */
    private String text = "";

    /**
     * Wraps a copy of the bytes.
     *
     * @throws MalformedException when the array is not 20 bytes long
     */
    public Address(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new MalformedException("an address has 20 bytes, found " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /**
     * Reads {@code 0x} and 40 digits. Text in one case carries no checksum; mixed case must carry the right one (EIP-55).
     *
     * @throws MalformedException when the form or the checksum is wrong
     */
    public static Address parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new MalformedException("an address is 0x and 40 hexadecimal digits");
        }
        var address = new Address(Hex.decode(text));
        if (mixesCase(text) && !address.toString().equals(text)) {
            throw new MalformedException("the checksum of the address is wrong (EIP-55)");
        }
        return address;
    }

    private static boolean mixesCase(String text) {
        boolean lower = false;
        boolean upper = false;
        for (int i = 2; i < text.length(); i++) {
            char digit = text.charAt(i);
            lower |= digit >= 'a';
            upper |= digit >= 'A' && digit <= 'F';
        }
        return lower && upper;
    }

    /** The address in the low 20 bytes of an ABI word, as indexed event topics carry it. */
    public static Address fromWord(Bytes32 word) {
        return new Address(Arrays.copyOfRange(word.toByteArray(), Bytes32.LENGTH - LENGTH, Bytes32.LENGTH));
    }

    /** The address as a left-padded ABI word. */
    public Bytes32 toWord() {
        byte[] word = new byte[Bytes32.LENGTH];
        System.arraycopy(bytes, 0, word, Bytes32.LENGTH - LENGTH, LENGTH);
        return new Bytes32(word);
    }

    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        if (text.isEmpty()) {
            text = checksummed();
        }
        return text;
    }

    private String checksummed() {
        char[] digits = HexFormat.of().formatHex(bytes).toCharArray();
        byte[] hash = Keccak256.hash(new String(digits).getBytes(StandardCharsets.US_ASCII))
                .toByteArray();
        for (int i = 0; i < digits.length; i++) {
            int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
            if (nibble >= 8) {
                digits[i] = Character.toUpperCase(digits[i]);
            }
        }
        return "0x" + new String(digits);
    }
}
