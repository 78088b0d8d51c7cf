package dev.quittance.signer.seal;

import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.ceremony.CeremonyKeyProof;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.attestation.LiveKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** The key of this run for which holders and the signer before close their boxes; the live key, and so a document, vouches for it. */
@Singleton
final class CeremonyKey {
    private final BoxKey key;
    private final LiveKey live;

    CeremonyKey(SecureRandom random, LiveKey live) {
        this.key = BoxKey.draw(random);
        this.live = live;
    }

    BoxKey key() {
        return key;
    }

    /** The public half with the live key's signature. */
    JsonObject toJson() {
        return vouch(key.recipient());
    }

    /** Another key of this signer with the live key's signature. */
    JsonObject vouch(BoxRecipient recipient) {
        return new CeremonyKeyProof(
                        recipient,
                        Hex.encode(live.sign(CeremonyKeyProof.message(recipient))),
                        Hex.encode(live.publicKey()))
                .toJson();
    }
}
