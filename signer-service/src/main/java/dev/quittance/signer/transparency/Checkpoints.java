package dev.quittance.signer.transparency;

import dev.quittance.signer.attestation.LiveKey;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.SignedNote;
import jakarta.inject.Singleton;
import java.util.Base64;

/** Checkpoints signed by the live key, which the attestation document names. */
@Singleton
public final class Checkpoints {
    private final LiveKey liveKey;
    private final LogKey key;

    Checkpoints(LiveKey liveKey, LogConfig config) {
        if (!Checkpoint.isOrigin(config.origin())) {
            throw new IllegalStateException(
                    "quittance.signer.log.origin has 1 to 128 visible ASCII characters and no plus sign");
        }
        this.liveKey = liveKey;
        this.key = LogKey.of(config.origin(), liveKey.publicKey());
    }

    /** The signed note. */
    public String sign(Checkpoint checkpoint) {
        return SignedNote.of(checkpoint, key, liveKey::sign);
    }

    /** The key's SubjectPublicKeyInfo in base64: to be compared with the one that an attestation document names. */
    public String key() {
        return Base64.getEncoder().encodeToString(liveKey.publicKey());
    }
}
