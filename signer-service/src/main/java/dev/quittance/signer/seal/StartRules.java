package dev.quittance.signer.seal;

import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.manifest.ManifestRefusal;
import dev.quittance.attestation.manifest.ManifestRules;
import java.util.Optional;
import java.util.Set;

/** On which manifest a signer starts. Pure. */
final class StartRules {
    private StartRules() {}

    /**
     * Decides.
     *
     * @param inForce the manifest that the root is sealed to; empty when nothing was ever sealed
     * @param opens whether the seal opens here
     * @param offered the manifest to start on; empty to start on the one in force
     */
    static Start decide(Optional<Envelope> inForce, boolean opens, Optional<Envelope> offered, Place place) {
        if (inForce.isEmpty()) {
            return offered.map(first -> first(first, place))
                    .orElseGet(() -> new Start.AwaitManifest(WaitReason.NEVER_SEALED));
        }
        Manifest manifest = inForce.get().manifest();
        return offered.filter(other -> !other.manifest().hash().equals(manifest.hash()))
                .map(next -> next(manifest, opens, next, place))
                .orElseGet(() -> same(manifest, opens, offered.isPresent(), place));
    }

    /** Nobody is trusted yet but the operator's principals file. */
    private static Start first(Envelope envelope, Place place) {
        Manifest manifest = envelope.manifest();
        return ManifestRules.refusePlace(manifest, place.measurement(), place.policyRoot())
                .or(() -> Set.copyOf(manifest.admins().keys()).equals(place.declaredAdmins())
                        ? Optional.empty()
                        : Optional.of(ManifestRefusal.ADMINS_DIFFER))
                .or(() -> ManifestRules.refuseApprovals(envelope, manifest.admins()))
                .<Start>map(Start.Refused::new)
                .orElseGet(() -> new Start.Genesis(envelope));
    }

    private static Start next(Manifest inForce, boolean opens, Envelope offered, Place place) {
        return ManifestRules.refuseSuccession(offered, inForce)
                .or(() -> ManifestRules.refusePlace(offered.manifest(), place.measurement(), place.policyRoot()))
                .<Start>map(Start.Refused::new)
                .orElseGet(() -> opens ? new Start.Renew(offered) : new Start.AwaitRoot(offered));
    }

    private static Start same(Manifest inForce, boolean opens, boolean offered, Place place) {
        Optional<ManifestRefusal> refusal = ManifestRules.refusePlace(inForce, place.measurement(), place.policyRoot());
        if (refusal.isPresent()) {
            return offered
                    ? new Start.Refused(refusal.get())
                    : new Start.AwaitManifest(
                            refusal.get() == ManifestRefusal.MEASUREMENT_DIFFERS
                                    ? WaitReason.OTHER_MEASUREMENT
                                    : WaitReason.OTHER_POLICY);
        }
        return opens ? new Start.Open() : new Start.AwaitManifest(WaitReason.SEAL_BROKEN);
    }
}
