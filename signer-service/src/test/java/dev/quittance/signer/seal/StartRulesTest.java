package dev.quittance.signer.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.attestation.manifest.ManifestRefusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StartRulesTest {
    private final World world = new World();
    private final Manifest sealed = world.manifest(5, World.HERE);
    private final Envelope inForce = world.approved(sealed);
    private final Place elsewhere = new Place(World.ELSEWHERE, World.POLICY, world.place.declaredAdmins());

    @Test
    void waitsForAFirstManifest() {
        assertThat(StartRules.decide(Optional.empty(), false, Optional.empty(), world.place))
                .isEqualTo(new Start.AwaitManifest(WaitReason.NEVER_SEALED));
    }

    @Test
    void beginsOnAFirstManifestOfTheDeclaredAdmins() {
        assertThat(first(inForce, world.place)).isEqualTo(new Start.Genesis(inForce));
    }

    @Test
    void refusesAFirstManifestOfOtherAdmins() {
        Envelope usurped = new World().approved(new World().manifest(1, World.HERE));

        assertThat(first(usurped, world.place)).isEqualTo(refused(ManifestRefusal.ADMINS_DIFFER));
        AdminKey one = world.admins.keys().getFirst();
        assertThat(first(inForce, new Place(World.HERE, World.POLICY, Set.of(one))))
                .isEqualTo(refused(ManifestRefusal.ADMINS_DIFFER));
    }

    @Test
    void refusesAFirstManifestWithoutItsQuorum() {
        var bare = new Envelope(sealed, List.of());

        assertThat(first(bare, world.place)).isEqualTo(refused(ManifestRefusal.QUORUM_LACKING));
        assertThat(first(bare.approved(world.ada), world.place)).isEqualTo(refused(ManifestRefusal.QUORUM_LACKING));
    }

    @Test
    void refusesAFirstManifestForSomethingElse() {
        assertThat(first(inForce, elsewhere)).isEqualTo(refused(ManifestRefusal.MEASUREMENT_DIFFERS));
        var otherPolicy = new Place(World.HERE, World.OTHER_POLICY, world.place.declaredAdmins());
        assertThat(first(inForce, otherPolicy)).isEqualTo(refused(ManifestRefusal.POLICY_DIFFERS));
    }

    @Test
    void opensOnTheManifestOfItsSeal() {
        assertThat(decide(true, Optional.empty(), world.place)).isEqualTo(new Start.Open());
        assertThat(decide(true, Optional.of(inForce), world.place)).isEqualTo(new Start.Open());
    }

    @Test
    void doesNotOpenASealOfAnotherMeasurement() {
        assertThat(decide(false, Optional.empty(), elsewhere))
                .isEqualTo(new Start.AwaitManifest(WaitReason.OTHER_MEASUREMENT));
        assertThat(decide(false, Optional.of(inForce), elsewhere))
                .isEqualTo(refused(ManifestRefusal.MEASUREMENT_DIFFERS));
    }

    /** Not even where the keys would open: the manifest decides. */
    @Test
    void doesNotOpenForAnotherPolicy() {
        var other = new Place(World.HERE, World.OTHER_POLICY, world.place.declaredAdmins());

        assertThat(decide(true, Optional.empty(), other)).isEqualTo(new Start.AwaitManifest(WaitReason.OTHER_POLICY));
    }

    @Test
    void waitsWhereTheSealDoesNotOpen() {
        assertThat(decide(false, Optional.empty(), world.place))
                .isEqualTo(new Start.AwaitManifest(WaitReason.SEAL_BROKEN));
    }

    @Test
    void goesOnToAHigherNumber() {
        Envelope next = world.approved(world.manifest(6, World.HERE));

        assertThat(decide(true, Optional.of(next), world.place)).isEqualTo(new Start.Renew(next));
        assertThat(decide(false, Optional.of(next), world.place)).isEqualTo(new Start.AwaitRoot(next));
    }

    @Test
    void awaitsTheRootUnderAnotherMeasurement() {
        Envelope next = world.approved(world.manifest(6, World.ELSEWHERE));

        assertThat(decide(false, Optional.of(next), elsewhere)).isEqualTo(new Start.AwaitRoot(next));
        assertThat(decide(true, Optional.of(next), world.place))
                .isEqualTo(refused(ManifestRefusal.MEASUREMENT_DIFFERS));
    }

    @Test
    void refusesLowerNumbers() {
        Envelope lower = world.approved(world.manifest(4, World.HERE));

        assertThat(decide(true, Optional.of(lower), world.place)).isEqualTo(refused(ManifestRefusal.NUMBER_LOWER));
    }

    @Test
    void refusesSuccessorsThatTheAdminsInForceDidNotApprove() {
        Manifest next = world.manifest(6, World.HERE);

        assertThat(decide(true, Optional.of(new Envelope(next, List.of())), world.place))
                .isEqualTo(refused(ManifestRefusal.QUORUM_LACKING));
        assertThat(decide(true, Optional.of(new Envelope(next, inForce.approvals())), world.place))
                .isEqualTo(refused(ManifestRefusal.APPROVAL_FORGED));
    }

    private Start first(Envelope offered, Place place) {
        return StartRules.decide(Optional.empty(), false, Optional.of(offered), place);
    }

    private Start decide(boolean opens, Optional<Envelope> offered, Place place) {
        return StartRules.decide(Optional.of(inForce), opens, offered, place);
    }

    private static Start refused(ManifestRefusal refusal) {
        return new Start.Refused(refusal);
    }
}
