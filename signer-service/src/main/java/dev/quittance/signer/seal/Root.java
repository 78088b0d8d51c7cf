package dev.quittance.signer.seal;

import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.evm.secp256k1.RootKey;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The root, once it is there, and the manifest by which it came; from then on it stays as long as the process. */
@Singleton
public final class Root {
    private static final byte[] IMPORT = "quittance/import-key/1".getBytes(StandardCharsets.US_ASCII);

    private volatile Optional<Opened> opened = Optional.empty();

    private record Opened(RootKey key, Envelope inForce) {}

    /** Whether keys can be sealed and opened. */
    public boolean isOpen() {
        return opened.isPresent();
    }

    /**
     * The root.
     *
     * @throws IllegalStateException while it is sealed
     */
    public RootKey key() {
        return opened().key();
    }

    /** The key for which boxes with account keys are closed on their way in; follows from the root, so it outlasts a run. */
    public BoxKey importKey() {
        byte[] secret = key().derive(IMPORT);
        try {
            return BoxKey.of(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** The manifest that the seal bound, whatever stands in the database by now. */
    Envelope inForce() {
        return opened().inForce();
    }

    void open(RootKey key, Envelope inForce) {
        opened = Optional.of(new Opened(key, inForce));
    }

    private Opened opened() {
        return opened.orElseThrow(() -> new IllegalStateException("the root is sealed"));
    }
}
