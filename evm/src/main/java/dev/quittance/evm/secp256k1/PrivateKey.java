package dev.quittance.evm.secp256k1;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * A secp256k1 private key in locked memory outside of the heap, where no heap dump, core dump, swap or moving collector copies
 * it; zeroed on close.
 */
public final class PrivateKey implements AutoCloseable {
    private final MemorySegment bytes = LockedMemory.take();
    // Closing waits for signing: a key zeroed half-way through would make a signature that gives the other half away.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean open = true;

    private PrivateKey() {}

    /**
     * Copies a key; wiping the array afterwards is the caller's part.
     *
     * @throws MalformedException when it is not 32 bytes, or as a number not in 1..n-1
     */
    public static PrivateKey of(byte[] secret) {
        if (secret.length != Bytes32.LENGTH) {
            throw new MalformedException("a private key has 32 bytes");
        }
        var key = new PrivateKey();
        key.bytes.copyFrom(MemorySegment.ofArray(secret));
        return key.verified();
    }

    /**
     * Draws a new key from the kernel's randomness, straight into the locked memory: no byte of it ever lies on the heap.
     *
     * @throws MalformedException with a probability of about 2^-128
     */
    public static PrivateKey draw() {
        var key = new PrivateKey();
        LockedMemory.randomize(key.bytes);
        return key.verified();
    }

    private PrivateKey verified() {
        if (!LibSecp256k1.verifyKey(bytes)) {
            close();
            throw new MalformedException("the private key is outside 1..n-1");
        }
        return this;
    }

    /**
     * Draws a new key.
     *
     * @throws MalformedException with a probability of about 2^-128, or from a broken source of randomness
     */
    public static PrivateKey generate(SecureRandom random) {
        byte[] secret = new byte[Bytes32.LENGTH];
        try {
            random.nextBytes(secret);
            return of(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * A copy of the secret on the heap, for the code that seals it at rest and for nothing else. The caller wipes it.
     *
     * @throws IllegalStateException when the key is closed
     */
    public byte[] export() {
        return use(segment -> segment.toArray(JAVA_BYTE));
    }

    /** Lends the secret to native code; it stays open until the work is done. */
    <T> T use(Function<MemorySegment, T> work) {
        lock.readLock().lock();
        try {
            requireOpen();
            return work.apply(bytes);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the private key is closed");
        }
    }

    /** Zeroes the key; closing again does nothing. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (open) {
                open = false;
                LockedMemory.giveBack(bytes);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "PrivateKey[redacted]";
    }
}
