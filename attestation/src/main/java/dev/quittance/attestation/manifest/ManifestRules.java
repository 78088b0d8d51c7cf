package dev.quittance.attestation.manifest;

import dev.quittance.attestation.Measurement;
import dev.quittance.protocol.Bytes32;
import java.util.HashSet;
import java.util.Optional;

/** Whether a manifest counts. Pure; the first rule that speaks against it is named. */
public final class ManifestRules {
    private ManifestRules() {}

    /** Whether a quorum of these admins approved it, and nobody else: a stranger's or forged approval is an accident or an attack. */
    public static Optional<ManifestRefusal> refuseApprovals(Envelope envelope, AdminSet admins) {
        Bytes32 hash = envelope.manifest().hash();
        var seen = new HashSet<String>();
        for (Approval approval : envelope.approvals()) {
            Optional<AdminKey> admin = admins.byId(approval.admin());
            if (admin.isEmpty()) {
                return Optional.of(ManifestRefusal.APPROVER_UNKNOWN);
            }
            if (!seen.add(approval.admin())) {
                return Optional.of(ManifestRefusal.APPROVAL_TWICE);
            }
            if (!approval.isBy(admin.get(), hash)) {
                return Optional.of(ManifestRefusal.APPROVAL_FORGED);
            }
        }
        return seen.size() < admins.threshold() ? Optional.of(ManifestRefusal.QUORUM_LACKING) : Optional.empty();
    }

    /** Whether it may follow the one in force, which is its own successor too: for approvals, the admins of that one count. */
    public static Optional<ManifestRefusal> refuseSuccession(Envelope envelope, Manifest inForce) {
        Manifest manifest = envelope.manifest();
        if (manifest.hash().equals(inForce.hash())) {
            return Optional.empty();
        }
        if (!manifest.name().equals(inForce.name())) {
            return Optional.of(ManifestRefusal.NAME_DIFFERS);
        }
        if (manifest.number() < inForce.number()) {
            return Optional.of(ManifestRefusal.NUMBER_LOWER);
        }
        if (manifest.number() == inForce.number()) {
            return Optional.of(ManifestRefusal.NUMBER_TAKEN);
        }
        return refuseApprovals(envelope, inForce.admins());
    }

    /** Whether it is about what runs here. */
    public static Optional<ManifestRefusal> refusePlace(Manifest manifest, Measurement own, Bytes32 policyRoot) {
        if (!manifest.measurement().equals(own)) {
            return Optional.of(ManifestRefusal.MEASUREMENT_DIFFERS);
        }
        return manifest.policyRoot().equals(policyRoot)
                ? Optional.empty()
                : Optional.of(ManifestRefusal.POLICY_DIFFERS);
    }
}
