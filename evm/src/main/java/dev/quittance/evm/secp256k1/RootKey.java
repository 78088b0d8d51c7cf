package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.quittance.protocol.MalformedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A secret in locked memory outside of the heap, that is used for nothing but to derive keys for single purposes from it. It
 * lives as long as the process. Thread-safe.
 */
public final class RootKey {
    /** Bytes of the secret. */
    public static final int LENGTH = LockedMemory.SLOT;

    private final MemorySegment bytes = LockedMemory.take();

    private RootKey() {}

    /**
     * Copies a secret; wiping the array afterwards is the caller's part.
     *
     * @throws MalformedException when it has not 32 bytes
     */
    public static RootKey of(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new MalformedException("the key has not " + LENGTH + " bytes");
        }
        var key = new RootKey();
        key.bytes.copyFrom(MemorySegment.ofArray(secret));
        return key;
    }

    /**
     * The key for a purpose: SHA-256 over the secret, tagged with the purpose (BIP-340). Whoever has it learns nothing of the
     * secret or of the keys for other purposes. It is made in native memory; the caller wipes the array.
     *
     * @return 32 bytes
     */
    public byte[] derive(byte[] purpose) {
        MemorySegment derived = LockedMemory.take();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tag = arena.allocateFrom(JAVA_BYTE, purpose);
            if (!LibSecp256k1.taggedSha256(derived, tag, bytes)) {
                throw new IllegalStateException("the key could not be derived");
            }
            return derived.toArray(JAVA_BYTE);
        } finally {
            LockedMemory.giveBack(derived);
        }
    }

    @Override
    public String toString() {
        return "RootKey[redacted]";
    }
}
