package dev.quittance.attestation.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Measurement MEASUREMENT = measurement("11");
    private static final Bytes32 POLICY = Bytes32.parse("0x" + "aa".repeat(32));

    private final String ada = jwk("P-256");
    private final String ben = jwk("Ed25519");
    private final String eve = jwk("Ed25519");
    private final AdminSet admins = new AdminSet(2, List.of(AdminKey.ofPrivateJwk(ada), AdminKey.ofPrivateJwk(ben)));
    private final HolderSet holders = new HolderSet(
            2, List.of(BoxKey.draw(RANDOM).recipient(), BoxKey.draw(RANDOM).recipient()));
    private final Manifest manifest = manifest(5, "signer", MEASUREMENT);
    private final Envelope bare = new Envelope(manifest, List.of());
    private final Envelope approved = bare.approved(ada).approved(ben);

    private Manifest manifest(long number, String name, Measurement measurement) {
        return new Manifest(name, "0.1.0", number, measurement, admins, holders, POLICY);
    }

    @Test
    void readsWhatItWrites() {
        Envelope read = Envelope.parse(JsonObject.parse(approved.toJson().toString()));

        assertThat(read.manifest().hash()).isEqualTo(manifest.hash());
        assertThat(read).isEqualTo(approved);
    }

    @Test
    void acceptsTheApprovalsOfAQuorum() {
        assertThat(ManifestRules.refuseApprovals(approved, admins)).isEmpty();
        assertThat(ManifestRules.refuseApprovals(approved.approved(ada), admins))
                .isEmpty();
    }

    @Test
    void refusesWithoutAQuorum() {
        assertThat(ManifestRules.refuseApprovals(bare, admins)).contains(ManifestRefusal.QUORUM_LACKING);
        assertThat(ManifestRules.refuseApprovals(bare.approved(ada), admins)).contains(ManifestRefusal.QUORUM_LACKING);
    }

    @Test
    void countsAnAdminOnce() {
        Approval once = approved.approvals().getFirst();

        assertThat(ManifestRules.refuseApprovals(new Envelope(manifest, List.of(once, once)), admins))
                .contains(ManifestRefusal.APPROVAL_TWICE);
    }

    @Test
    void refusesStrangers() {
        assertThat(ManifestRules.refuseApprovals(approved.approved(eve), admins))
                .contains(ManifestRefusal.APPROVER_UNKNOWN);
    }

    @Test
    void refusesForgedApprovals() {
        String adaId = AdminKey.ofPrivateJwk(ada).id();
        Approval byEve = Approval.sign(manifest, eve);
        Approval ofAnother = Approval.sign(manifest(6, "signer", MEASUREMENT), ben);
        var forged = List.of(
                new Envelope(manifest, List.of(new Approval(adaId, byEve.signature()))),
                new Envelope(manifest, List.of(approved.approvals().getFirst(), ofAnother)),
                new Envelope(manifest, List.of(new Approval(adaId, "0x" + "00".repeat(64)))));

        forged.forEach(envelope ->
                assertThat(ManifestRules.refuseApprovals(envelope, admins)).contains(ManifestRefusal.APPROVAL_FORGED));
    }

    @Test
    void noticesEveryFlippedBitOfAnApproval() {
        for (Approval approval : approved.approvals()) {
            byte[] signature = Hex.decode(approval.signature());
            for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
                byte[] flipped = signature.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                var envelope = new Envelope(manifest, List.of(new Approval(approval.admin(), Hex.encode(flipped))));

                assertThat(ManifestRules.refuseApprovals(envelope, admins))
                        .as("bit " + bit)
                        .contains(ManifestRefusal.APPROVAL_FORGED);
            }
        }
    }

    @Test
    void followsTheOneInForceByAHigherNumberOnly() {
        assertThat(succession(6, manifest)).isEmpty();
        assertThat(succession(4, manifest)).contains(ManifestRefusal.NUMBER_LOWER);
        assertThat(ManifestRules.refuseSuccession(envelope(manifest(5, "signer", measurement("22"))), manifest))
                .contains(ManifestRefusal.NUMBER_TAKEN);
        assertThat(ManifestRules.refuseSuccession(envelope(manifest(6, "other", MEASUREMENT)), manifest))
                .contains(ManifestRefusal.NAME_DIFFERS);
        assertThat(ManifestRules.refuseSuccession(bare, manifest)).isEmpty();
    }

    /** The admins in force decide, not those that the new manifest brings. */
    @Test
    void isApprovedByTheAdminsInForce() {
        var usurped = new Manifest(
                "signer",
                "0.1.0",
                6,
                MEASUREMENT,
                new AdminSet(1, List.of(AdminKey.ofPrivateJwk(eve))),
                holders,
                POLICY);

        assertThat(ManifestRules.refuseSuccession(new Envelope(usurped, List.of()).approved(eve), manifest))
                .contains(ManifestRefusal.APPROVER_UNKNOWN);
    }

    @Test
    void isAboutWhatRunsHere() {
        assertThat(ManifestRules.refusePlace(manifest, MEASUREMENT, POLICY)).isEmpty();
        assertThat(ManifestRules.refusePlace(manifest, measurement("22"), POLICY))
                .contains(ManifestRefusal.MEASUREMENT_DIFFERS);
        assertThat(ManifestRules.refusePlace(manifest, MEASUREMENT, Bytes32.parse("0x" + "bb".repeat(32))))
                .contains(ManifestRefusal.POLICY_DIFFERS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"number\":\"5\"|\"number\":5",
                "\"number\":\"5\"|\"number\":5.0",
                "\"number\":\"5\"|\"number\":\"05\"",
                "\"number\":\"5\"|\"number\":\"-5\"",
                "\"number\":\"5\"|\"number\":\"9999999999999999999\"",
                "\"number\":\"5\"|\"number\":\"5\",\"more\":\"1\"",
                "\"number\":\"5\"|\"number\":\"5\",\"number\":\"5\"",
                "\"number\":\"5\",|''",
                "\"name\":\"signer\"|\"name\":\"two words\"",
                "\"threshold\":\"2\"|\"threshold\":\"3\"",
                "\"threshold\":\"2\"|\"threshold\":\"0\"",
                "0xaaaa|0xAAAA",
                "0x1111|0x11",
            })
    void refusesOtherForms(String found, String put) {
        String text = manifest.toJson().toString();
        String changed = text.replace(found, put);

        assertThat(changed).isNotEqualTo(text);
        assertThatThrownBy(() -> Manifest.parse(JsonObject.parse(changed))).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesTheSameKeyTwice() {
        AdminKey admin = AdminKey.ofPrivateJwk(ada);
        var holder = BoxKey.draw(RANDOM).recipient();

        assertThatThrownBy(() -> new AdminSet(2, List.of(admin, admin))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new HolderSet(2, List.of(holder, holder))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() ->
                        new HolderSet(1, List.of(holder, BoxKey.draw(RANDOM).recipient())))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesPrivateAndOtherKeys() {
        assertThatThrownBy(() -> AdminKey.fromJwk(JsonObject.parse(ada))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(
                        () -> AdminKey.fromJwk(BoxKey.draw(RANDOM).recipient().toJwk()))
                .isInstanceOf(MalformedException.class);
    }

    private Optional<ManifestRefusal> succession(long number, Manifest inForce) {
        return ManifestRules.refuseSuccession(envelope(manifest(number, "signer", MEASUREMENT)), inForce);
    }

    private Envelope envelope(Manifest of) {
        return new Envelope(of, List.of()).approved(ada).approved(ben);
    }

    private static Measurement measurement(String octet) {
        String register = "0x" + octet.repeat(Measurement.REGISTER_LENGTH);
        return new Measurement(register, register, register);
    }

    private static String jwk(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.equals("P-256") ? "EC" : curve);
            if (curve.equals("P-256")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            var pair = generator.generateKeyPair();
            var jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
            jwk.setPrivateKey(pair.getPrivate());
            jwk.setKeyId("key-" + curve);
            return jwk.toJson(OutputControlLevel.INCLUDE_PRIVATE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
