package dev.quittance.agent.ceremony;

import dev.quittance.agent.ceremony.CeremonyState.BoxedShare;
import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.share.ShareContext;
import java.util.Arrays;

/** Who holds a share of the root. */
public final class Holder {
    private final BoxKey key;

    public Holder(BoxKey key) {
        this.key = key;
    }

    /** The public half, as manifests name it. */
    public BoxRecipient recipient() {
        return key.recipient();
    }

    /** Whether a share is this holder's. */
    public boolean holds(BoxedShare share) {
        return share.holder().equals(key.recipient());
    }

    /**
     * Closes the share anew, for a signer that waits for the root. Whoever calls this has verified that the ceremony key is one of a
     * signer that runs what the awaited manifest names.
     *
     * @param given the manifest under which the share was given out
     * @param awaited the manifest on which the root is awaited
     * @throws CeremonyRefusedException when the share does not open
     */
    public Box pass(BoxedShare share, Manifest given, Manifest awaited, BoxRecipient ceremonyKey)
            throws CeremonyRefusedException {
        byte[] wire = share.box()
                .open(Box.Purpose.SHARE, ShareContext.of(given.hash(), share.index()), key)
                .orElseThrow(() -> new CeremonyRefusedException(
                        "share " + share.index() + " does not open with this holder's key"));
        try {
            return Box.close(wire, Box.Purpose.RECOVERY, ShareContext.of(awaited.hash(), share.index()), ceremonyKey);
        } finally {
            Arrays.fill(wire, (byte) 0);
        }
    }
}
