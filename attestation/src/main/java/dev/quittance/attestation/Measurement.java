package dev.quittance.attestation;

import dev.quittance.protocol.Hex;
import java.util.Arrays;

/**
 * What runs: the first three platform configuration registers of an AWS Nitro document, each a SHA-384 digest of 48 bytes.
 * In the simulation register 0 covers code and native libraries, register 1 the virtual machine with its flags, register 2
 * the effective configuration; docs/security.md says what such a self-measurement cannot promise.
 *
 * @param pcr0 register 0, 0x and 96 hexadecimal digits
 * @param pcr1 register 1, likewise
 * @param pcr2 register 2, likewise
 */
public record Measurement(String pcr0, String pcr1, String pcr2) {
    /** Bytes of one register: SHA-384. */
    public static final int REGISTER_LENGTH = 48;

    /** Refuses with {@link IllegalArgumentException} what is no register, or one of zeros: hardware reports those in debug mode. */
    public Measurement {
        pcr0 = register(pcr0);
        pcr1 = register(pcr1);
        pcr2 = register(pcr2);
    }

    /** The three registers in their order, 144 bytes: what keys are sealed to. */
    public byte[] bytes() {
        return Hex.decode(pcr0 + pcr1.substring(2) + pcr2.substring(2));
    }

    private static String register(String text) {
        byte[] value = Hex.decode(text, REGISTER_LENGTH);
        if (Arrays.equals(value, new byte[REGISTER_LENGTH])) {
            throw new IllegalArgumentException("a register of zeros measures nothing");
        }
        return Hex.encode(value);
    }
}
