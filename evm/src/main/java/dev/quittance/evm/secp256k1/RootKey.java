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

    /** Draws a secret from the kernel's randomness, straight into the locked memory: no byte of it ever lies on the heap. */
    public static RootKey draw() {
        var key = new RootKey();
        LockedMemory.randomize(key.bytes);
        return key;
    }

    /**
     * The secret that another key masked for this purpose; made in native memory.
     *
     * @throws MalformedException when it has not 32 bytes
     */
    public static RootKey unmask(byte[] masked, RootKey mask, byte[] purpose) {
        RootKey key = of(masked);
        mask.applyTo(key.bytes, purpose);
        return key;
    }

    /**
     * The secret under a one-time pad that only the other key derives, for this purpose; the pad never leaves native memory. What
     * is returned tells nothing to whoever has not the other key too; one purpose must not mask two secrets.
     *
     * @return 32 bytes
     */
    public byte[] masked(RootKey mask, byte[] purpose) {
        MemorySegment copy = LockedMemory.take();
        try {
            copy.copyFrom(bytes);
            mask.applyTo(copy, purpose);
            return copy.toArray(JAVA_BYTE);
        } finally {
            LockedMemory.giveBack(copy);
        }
    }

    /**
     * A copy of the secret on the heap, for the code that shares it out or hands it over and for nothing else. The caller wipes it.
     */
    public byte[] export() {
        return bytes.toArray(JAVA_BYTE);
    }

    /** Adds the pad of a purpose, bit by bit without carry. */
    private void applyTo(MemorySegment secret, byte[] purpose) {
        MemorySegment pad = LockedMemory.take();
        try {
            derive(purpose, pad);
            for (long at = 0; at < LENGTH; at++) {
                secret.set(JAVA_BYTE, at, (byte) (secret.get(JAVA_BYTE, at) ^ pad.get(JAVA_BYTE, at)));
            }
        } finally {
            LockedMemory.giveBack(pad);
        }
    }

    /**
     * The key for a purpose: SHA-256 over the secret, tagged with the purpose (BIP-340). Whoever has it learns nothing of the
     * secret or of the keys for other purposes. It is made in native memory; the caller wipes the array.
     *
     * @return 32 bytes
     */
    public byte[] derive(byte[] purpose) {
        MemorySegment derived = LockedMemory.take();
        try {
            derive(purpose, derived);
            return derived.toArray(JAVA_BYTE);
        } finally {
            LockedMemory.giveBack(derived);
        }
    }

    private void derive(byte[] purpose, MemorySegment output) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tag = arena.allocateFrom(JAVA_BYTE, purpose);
            if (!LibSecp256k1.taggedSha256(output, tag, bytes)) {
                throw new IllegalStateException("the key could not be derived");
            }
        }
    }

    @Override
    public String toString() {
        return "RootKey[redacted]";
    }
}
