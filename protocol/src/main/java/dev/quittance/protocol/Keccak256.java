package dev.quittance.protocol;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/** Ethereum's hash: Keccak-256 with the original padding, not FIPS 202's. */
public final class Keccak256 {
    private Keccak256() {}

    /** Hashes the parts as if they were one array. */
    public static Bytes32 hash(byte[]... parts) {
        var digest = new Keccak.Digest256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Bytes32(digest.digest());
    }

    /** Hashes the UTF-8 form of a text, as signatures of types, functions and events are hashed. */
    public static Bytes32 hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }
}
