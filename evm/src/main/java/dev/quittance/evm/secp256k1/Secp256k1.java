package dev.quittance.evm.secp256k1;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;

/**
 * ECDSA over secp256k1 by native libsecp256k1. Thread-safe: a call borrows one of a fixed number of blinded contexts and
 * waits while all are in use. One instance serves a whole process.
 */
public final class Secp256k1 {
    private final BlockingQueue<Workspace> workspaces;

    /**
     * One context per processor, since a native call occupies one for its whole duration.
     *
     * @throws UnsupportedOperationException when the library is not packaged for this operating system or processor
     */
    public static Secp256k1 create() {
        return new Secp256k1(Runtime.getRuntime().availableProcessors(), new SecureRandom());
    }

    /**
     * A number of contexts of the caller's choice.
     *
     * @param contexts at least 1: how many calls run at once
     * @throws UnsupportedOperationException when the library is not packaged for this operating system or processor
     */
    public Secp256k1(int contexts, SecureRandom random) {
        workspaces = new ArrayBlockingQueue<>(contexts);
        try {
            for (int i = 0; i < contexts; i++) {
                workspaces.add(new Workspace(random));
            }
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof UnsupportedOperationException unsupported) {
                throw unsupported;
            }
            throw e;
        }
    }

    /**
     * Signs deterministically (RFC 6979 over SHA-256, no extra entropy), always with the low s (EIP-2).
     *
     * @throws IllegalStateException when the key is closed
     */
    public Signature sign(Bytes32 digest, PrivateKey key) {
        return key.use(bytes -> borrow(workspace -> workspace.sign(digest, bytes)));
    }

    /** The address whose key made this signature of the digest; empty when no key can have made it. */
    public Optional<Address> recover(Bytes32 digest, Signature signature) {
        return borrow(workspace -> workspace.recover(digest, signature));
    }

    /**
     * The Ethereum address of a key.
     *
     * @throws IllegalStateException when the key is closed
     */
    public Address address(PrivateKey key) {
        return key.use(bytes -> borrow(workspace -> workspace.address(bytes)));
    }

    private <T> T borrow(Function<Workspace, T> work) {
        Workspace workspace;
        try {
            workspace = workspaces.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a native context", e);
        }
        try {
            return work.apply(workspace);
        } finally {
            workspaces.add(workspace);
        }
    }
}
