package dev.quittance.protocol;

import java.util.HexFormat;

/** Hexadecimal text with the {@code 0x} prefix, as Ethereum JSON spells bytes. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /** Lower-case text with prefix; an empty array becomes {@code 0x}. */
    public static String encode(byte[] bytes) {
        return "0x" + FORMAT.formatHex(bytes);
    }

    /**
     * Reads prefixed text of an even number of digits, in either case.
     *
     * @throws MalformedException when the prefix is missing or a digit is not hexadecimal
     */
    public static byte[] decode(String text) {
        if (!text.startsWith("0x")) {
            throw new MalformedException("hexadecimal text must start with 0x");
        }
        try {
            return FORMAT.parseHex(text, 2, text.length());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not hexadecimal text of whole bytes", e);
        }
    }

    /**
     * Reads prefixed text of exactly {@code length} bytes.
     *
     * @throws MalformedException when the text is not hexadecimal or of another length
     */
    public static byte[] decode(String text, int length) {
        byte[] bytes = decode(text);
        if (bytes.length != length) {
            throw new MalformedException("expected " + length + " bytes, found " + bytes.length);
        }
        return bytes;
    }
}
