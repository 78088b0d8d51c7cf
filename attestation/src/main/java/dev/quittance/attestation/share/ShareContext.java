package dev.quittance.attestation.share;

import dev.quittance.protocol.Bytes32;
import java.nio.ByteBuffer;

/** What the box of a share belongs to: a manifest and an index. */
public final class ShareContext {
    private ShareContext() {}

    /** The manifest's hash and the index, 33 bytes. */
    public static byte[] of(Bytes32 manifestHash, int index) {
        return ByteBuffer.allocate(Bytes32.LENGTH + 1)
                .put(manifestHash.toByteArray())
                .put((byte) index)
                .array();
    }
}
