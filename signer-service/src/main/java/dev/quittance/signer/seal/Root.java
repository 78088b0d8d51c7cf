package dev.quittance.signer.seal;

import dev.quittance.evm.secp256k1.RootKey;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The root, once it is there; from then on it stays as long as the process. */
@Singleton
public final class Root {
    private volatile Optional<RootKey> key = Optional.empty();

    /** Whether keys can be sealed and opened. */
    public boolean isOpen() {
        return key.isPresent();
    }

    /**
     * The root.
     *
     * @throws IllegalStateException while it is sealed
     */
    public RootKey key() {
        return key.orElseThrow(() -> new IllegalStateException("the root is sealed"));
    }

    void open(RootKey opened) {
        key = Optional.of(opened);
    }
}
