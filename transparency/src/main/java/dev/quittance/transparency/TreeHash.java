package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of RFC 6962, section 2.1: a prefix keeps a leaf from passing for a node. */
public final class TreeHash {
    /** The root of the log without entries: SHA-256 of nothing. */
    public static final Bytes32 EMPTY = Sha256.hash(new byte[0]);

    private static final byte LEAF = 0x00;
    private static final byte NODE = 0x01;

    private TreeHash() {}

    /** SHA-256 of 0x00 and the entry. */
    public static Bytes32 leaf(byte[] entry) {
        MessageDigest digest = sha256();
        digest.update(LEAF);
        return new Bytes32(digest.digest(entry));
    }

    /** SHA-256 of 0x01 and the two hashes below. */
    public static Bytes32 node(Bytes32 left, Bytes32 right) {
        MessageDigest digest = sha256();
        digest.update(NODE);
        digest.update(left.toByteArray());
        return new Bytes32(digest.digest(right.toByteArray()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
