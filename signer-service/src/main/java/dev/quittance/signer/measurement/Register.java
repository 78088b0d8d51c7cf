package dev.quittance.signer.measurement;

import dev.quittance.protocol.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedMap;

/** One register of a measurement: SHA-384 chained over what was measured, in the order of the names. */
final class Register {
    private Register() {}

    private static final String START = "quittance-measurement-v1";

    /** The register over digests by name: each step hashes the register so far, the name's length, name and digest. */
    static String over(SortedMap<String, byte[]> digests) {
        // Not zeros, so that a register over nothing is told from one that was never written.
        byte[] register = digest(START);
        for (var entry : digests.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            MessageDigest digest = sha384();
            digest.update(register);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).flip());
            digest.update(name);
            register = digest.digest(entry.getValue());
        }
        return Hex.encode(register);
    }

    static byte[] digest(String text) {
        return sha384().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha384() {
        try {
            return MessageDigest.getInstance("SHA-384");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }
}
