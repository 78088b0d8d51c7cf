package dev.quittance.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.attestation.TestAuthority.Terms;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class DocumentVerifierTest {
    private final World world = new World();

    @Test
    void believesWhatIsExpectedAndFresh() {
        assertThat(world.judge()).isInstanceOfSatisfying(Verification.Attested.class, attested -> {
            assertThat(attested.measurement()).isEqualTo(World.MEASURED);
            assertThat(attested.liveKey()).isEqualTo(world.publicKey.orElseThrow());
            assertThat(attested.userData()).isEqualTo(new UserData(Optional.empty(), Optional.empty()));
        });
    }

    @Test
    void believesTheTaggedFormToo() {
        // Given
        byte[] bare = world.document();
        byte[] tagged = new byte[bare.length + 1];
        tagged[0] = (byte) 0xd2;
        System.arraycopy(bare, 0, tagged, 1, bare.length);

        // Then
        assertThat(world.judge(tagged)).isInstanceOf(Verification.Attested.class);
    }

    @Test
    void refusesAFlippedBitInEveryByte() {
        // Given
        byte[] document = world.document();
        DocumentVerifier verifier = world.verifier();

        // Then
        for (int at = 0; at < document.length; at++) {
            byte[] flipped = document.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            assertThat(verifier.verify(flipped, world.again(), Optional.empty()))
                    .as("bit %d of byte %d", at % 8, at)
                    .isInstanceOf(Verification.Refused.class);
        }
    }

    @Test
    void refusesTenThousandMutations() {
        // Given
        long seed = new Random().nextLong();
        System.out.println("seed of the mutations: " + seed);
        var random = new Random(seed);
        byte[] document = world.document();
        DocumentVerifier verifier = world.verifier();

        // Then
        for (int i = 0; i < 10_000; i++) {
            byte[] mutated = mutated(document, random);
            if (!Arrays.equals(mutated, document)) {
                assertThat(verifier.verify(mutated, world.again(), Optional.empty()))
                        .as("mutation %d of seed %d", i, seed)
                        .isInstanceOf(Verification.Refused.class);
            }
        }
    }

    private static byte[] mutated(byte[] document, Random random) {
        byte[] bytes = document.clone();
        for (int edits = random.nextInt(4); edits >= 0; edits--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(bytes, at + 1);
                case 1 -> spliced(bytes, at, at + Math.min(bytes.length - at, random.nextInt(40)), new byte[0]);
                case 2 -> spliced(bytes, at, at, randomBytes(random, 1 + random.nextInt(9)));
                case 3 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 30)));
                default -> {
                    byte[] set = bytes.clone();
                    set[at] = (byte) random.nextInt();
                    yield set;
                }
            };
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
        byte[] result = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
        return result;
    }

    @Test
    void refusesAnotherRoot() {
        // Given
        world.bundle.set(0, TestAuthority.root("SIMULATED root", World.NOW).certificate);

        // Then
        assertRefused(Refusal.ROOT);
    }

    @Test
    void refusesSimulatedBytesUnderTheProductionRoot() {
        // Given
        byte[] document = world.document();
        assertThat(world.judge(document)).isInstanceOf(Verification.Attested.class);

        // Then
        assertThat(world.verifier(new TrustRoot.AwsNitro()).verify(document, world.again(), Optional.empty()))
                .isEqualTo(new Verification.Refused(Refusal.ROOT));
    }

    @Test
    void refusesAChainThatDoesNotLeadToTheRoot() {
        // Given
        TestAuthority other = TestAuthority.root("SIMULATED root", World.NOW);
        world.bundle.set(
                1, other.issue("intermediate", world.intermediate.keys, Terms.authority(World.NOW)).certificate);

        // Then
        assertRefused(Refusal.CHAIN);
    }

    @Test
    void refusesALeafThatAnotherLeafIssued() {
        // Given
        world.bundle.add(world.leaf.certificate);
        world.leaf = world.leaf.issue("below", TestAuthority.keys("secp384r1"), Terms.leaf(World.NOW));

        // Then
        assertRefused(Refusal.CHAIN);
    }

    @Test
    void refusesAnExpiredLeaf() {
        // Given
        world.leaf = issued(
                new Terms(false, KeyUsage.digitalSignature, World.NOW.minusSeconds(600), World.NOW.minusSeconds(1)));

        // Then
        assertRefused(Refusal.EXPIRED);
    }

    @Test
    void refusesALeafThatIsNotValidYet() {
        // Given
        world.leaf = issued(
                new Terms(false, KeyUsage.digitalSignature, World.NOW.plusSeconds(60), World.NOW.plusSeconds(600)));

        // Then
        assertRefused(Refusal.EXPIRED);
    }

    @Test
    void refusesALeafThatIsAnAuthority() {
        // Given
        world.leaf = issued(new Terms(
                true,
                KeyUsage.digitalSignature | KeyUsage.keyCertSign,
                World.NOW.minusSeconds(60),
                World.NOW.plusSeconds(600)));

        // Then
        assertRefused(Refusal.LEAF);
    }

    @Test
    void refusesALeafThatMayNotSign() {
        // Given
        world.leaf =
                issued(new Terms(false, KeyUsage.keyAgreement, World.NOW.minusSeconds(60), World.NOW.plusSeconds(600)));

        // Then
        assertRefused(Refusal.LEAF);
    }

    @Test
    void refusesALeafOnAnotherCurve() {
        // Given
        world.leaf = world.intermediate.issue("leaf", TestAuthority.keys("secp256r1"), Terms.leaf(World.NOW));
        byte[] document = world.stated().signed(TestAuthority.keys("secp384r1").getPrivate());

        // Then
        assertRefused(Refusal.LEAF, document);
    }

    private TestAuthority issued(Terms terms) {
        return world.intermediate.issue("leaf", world.leaf.keys, terms);
    }

    @Test
    void refusesASignatureByAnotherKey() {
        // Given
        byte[] document = world.stated().signed(TestAuthority.keys("secp384r1").getPrivate());

        // Then
        assertRefused(Refusal.SIGNATURE, document);
    }

    @Test
    void refusesMissingMeasurements() {
        // Given
        world.registers.remove(1);

        // Then
        assertRefused(Refusal.MEASUREMENT_MISSING);
    }

    @Test
    void refusesMeasurementsOfAnotherDigest() {
        // Given
        world.registers.put(0, new byte[32]);

        // Then
        assertRefused(Refusal.MEASUREMENT_MISSING);
    }

    @Test
    void refusesMeasurementsOfZeros() {
        // Given
        world.registers.put(2, new byte[48]);

        // Then
        assertRefused(Refusal.MEASUREMENT_ZERO);
    }

    @Test
    void refusesOtherCode() {
        // Given
        byte[] other = Hex.decode(World.MEASURED.pcr0());
        other[47] ^= 1;
        world.registers.put(0, other);

        // Then
        assertRefused(Refusal.MEASUREMENT);
    }

    @Test
    void believesEitherMeasurementWhileOneReplacesAnother() {
        // Given
        var next = new Measurement(World.register(9), World.register(2), World.register(3));
        var verifier = new DocumentVerifier(
                world.trust(), Set.of(next, World.MEASURED), Freshness.DEFAULT, InstantSource.fixed(World.NOW));

        // Then
        assertThat(verifier.verify(world.document(), world.again(), Optional.empty()))
                .isInstanceOf(Verification.Attested.class);
    }

    @Test
    void takesNoEmptySetOfMeasurements() {
        assertThatThrownBy(() -> new DocumentVerifier(
                        world.trust(), Set.of(), Freshness.DEFAULT, InstantSource.fixed(World.NOW)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTheAnswerToAnotherChallenge() {
        assertThat(world.verifier().verify(world.document(), Challenge.draw(new Random(8)), Optional.empty()))
                .isEqualTo(new Verification.Refused(Refusal.NONCE));
    }

    @Test
    void refusesADocumentWithoutNonce() {
        // Given
        world.nonce = Optional.empty();

        // Then
        assertRefused(Refusal.NONCE);
    }

    @Test
    void refusesAnAnswerGivenTwice() {
        // Given
        DocumentVerifier verifier = world.verifier();
        byte[] document = world.document();
        assertThat(verifier.verify(document, world.challenge, Optional.empty()))
                .isInstanceOf(Verification.Attested.class);

        // Then
        assertThat(verifier.verify(document, world.challenge, Optional.empty()))
                .isEqualTo(new Verification.Refused(Refusal.NONCE_REUSED));
    }

    @Test
    void refusesAnOldDocument() {
        // Given
        world.timestamp = World.NOW.minus(Duration.ofMinutes(1)).minusMillis(1);

        // Then
        assertRefused(Refusal.TOO_OLD);
    }

    @Test
    void refusesADocumentFromTheFuture() {
        // Given
        world.timestamp = World.NOW.plusSeconds(5).plusMillis(1);

        // Then
        assertRefused(Refusal.FUTURE);
    }

    @Test
    void refusesASimulatedRootWhoseModuleDoesNotSaySo() {
        // Given
        world.module = "i-0123456789-enc";

        // Then
        assertRefused(Refusal.MODULE);
    }

    @Test
    void refusesADocumentWithoutLiveKey() {
        // Given
        world.publicKey = Optional.empty();

        // Then
        assertRefused(Refusal.PUBLIC_KEY);
    }

    @Test
    void refusesALiveKeyOfAnotherKind() {
        // Given
        world.publicKey = Optional.of(world.leaf.keys.getPublic().getEncoded());

        // Then
        assertRefused(Refusal.PUBLIC_KEY);
    }

    @Test
    void refusesUserDataOfAnotherForm() {
        for (byte[] data : List.of(
                new byte[] {1, 2, 3},
                CborWriter.write(new CborValue.Fields(
                        java.util.Map.of(new CborValue.Text("other"), new CborValue.Bytes(new byte[32])))),
                CborWriter.write(new CborValue.Fields(
                        java.util.Map.of(new CborValue.Text("manifest"), new CborValue.Bytes(new byte[31])))))) {
            // Given
            world.userData = Optional.of(data);

            // Then
            assertRefused(Refusal.USER_DATA);
        }
    }

    @Test
    void bindsTheConnectionsKey() {
        // Given
        byte[] shown = {1, 2, 3};
        var manifest = Bytes32.parse("0x" + "5".repeat(64));
        world.userData = new UserData(Optional.of(manifest), Optional.of(UserData.tlsKeyHash(shown))).encode();

        // Then
        assertThat(world.verifier().verify(world.document(), world.again(), Optional.of(shown)))
                .isInstanceOfSatisfying(
                        Verification.Attested.class,
                        attested -> assertThat(attested.userData().manifest()).contains(manifest));
        assertThat(world.verifier().verify(world.document(), world.again(), Optional.of(new byte[] {3, 2, 1})))
                .isEqualTo(new Verification.Refused(Refusal.TLS_KEY));
    }

    @Test
    void refusesADocumentThatBindsNoKeyOnAConnectionThatHasOne() {
        assertThat(world.verifier().verify(world.document(), world.again(), Optional.of(new byte[] {1})))
                .isEqualTo(new Verification.Refused(Refusal.TLS_KEY));
    }

    private void assertRefused(Refusal refusal) {
        assertRefused(refusal, world.document());
    }

    private void assertRefused(Refusal refusal, byte[] document) {
        assertThat(world.judge(document)).isEqualTo(new Verification.Refused(refusal));
    }
}
