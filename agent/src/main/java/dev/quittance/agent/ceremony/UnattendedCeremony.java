package dev.quittance.agent.ceremony;

import dev.quittance.agent.ceremony.CeremonyState.BoxedShare;
import dev.quittance.agent.ceremony.CeremonyState.Phase;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.AdminSet;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import java.io.IOException;
import java.util.List;

/**
 * A ceremony that one program holds with the keys of everybody, for suites that hold play money: whatever the signer says that it is,
 * is approved. Where keys are worth something, admins and holders look first, each with a key of its own.
 */
public final class UnattendedCeremony {
    private static final String NAME = "signer";

    private final List<String> adminKeys;
    private final List<Holder> holders;
    private final int shares;
    private final String version;

    /**
     * A ceremony with these keys.
     *
     * @param adminKeys private JWKs of all admins that the signer's principals file declares
     * @param shares so many holders are enough
     * @param version of the code, for the manifest
     */
    public UnattendedCeremony(List<String> adminKeys, List<Holder> holders, int shares, String version) {
        this.adminKeys = List.copyOf(adminKeys);
        this.holders = List.copyOf(holders);
        this.shares = shares;
        this.version = version;
    }

    /**
     * Sees to it that the signer has its root; does nothing when it has.
     *
     * @throws CeremonyRefusedException when the signer refuses a step
     * @throws IOException when it cannot be reached
     */
    public void hold(CeremonyClient signer) throws IOException, InterruptedException, CeremonyRefusedException {
        CeremonyState state = signer.state();
        if (state.phase() == Phase.AWAITS_MANIFEST) {
            state = signer.offer(approved(state));
        }
        if (state.phase() == Phase.AWAITS_ROOT) {
            state = recover(signer, state);
        }
        if (state.phase() != Phase.OPEN) {
            throw new CeremonyRefusedException(
                    "the signer still waits: " + state.detail().orElse("for shares that nobody here holds"));
        }
    }

    private Envelope approved(CeremonyState state) {
        long number = state.inForce()
                .map(envelope -> envelope.manifest().number() + 1)
                .orElse(1L);
        var keys = adminKeys.stream().map(AdminKey::ofPrivateJwk).toList();
        var manifest = new Manifest(
                NAME,
                version,
                number,
                state.measurement(),
                new AdminSet(keys.size(), keys),
                new HolderSet(shares, holders.stream().map(Holder::recipient).toList()),
                state.policyRoot());
        Envelope envelope = new Envelope(manifest, List.of());
        for (String key : adminKeys) {
            envelope = envelope.approved(key);
        }
        return envelope;
    }

    private CeremonyState recover(CeremonyClient signer, CeremonyState begun)
            throws IOException, InterruptedException, CeremonyRefusedException {
        CeremonyState state = begun;
        Manifest given = begun.inForce().orElseThrow().manifest();
        Manifest awaited = begun.awaited().orElseThrow().manifest();
        for (BoxedShare share : begun.shares()) {
            for (Holder holder : holders) {
                boolean lacks = !state.brought().contains(Integer.toString(share.index()));
                if (state.phase() == Phase.AWAITS_ROOT && lacks && holder.holds(share)) {
                    state = signer.bring(
                            share.index(),
                            holder.pass(share, given, awaited, begun.key().recipient()));
                }
            }
        }
        return state;
    }
}
