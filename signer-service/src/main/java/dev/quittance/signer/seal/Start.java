package dev.quittance.signer.seal;

import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.ManifestRefusal;

/** What comes of the seal that there is and the manifest that is offered. */
sealed interface Start {
    /** A root is drawn: nothing was ever sealed here. */
    record Genesis(Envelope envelope) implements Start {}

    /** The root is opened; its manifest is still the one in force. */
    record Open() implements Start {}

    /** The root is opened, and sealed anew to the next manifest. */
    record Renew(Envelope envelope) implements Start {}

    /** The manifest is good, but the root has to come from its holders, or from the signer before. */
    record AwaitRoot(Envelope envelope) implements Start {}

    /** There is no manifest on which this process could start. */
    record AwaitManifest(WaitReason reason) implements Start {}

    /** The manifest is not accepted. */
    record Refused(ManifestRefusal refusal) implements Start {}
}
