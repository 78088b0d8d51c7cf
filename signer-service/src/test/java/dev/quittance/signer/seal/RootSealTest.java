package dev.quittance.signer.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.evm.secp256k1.RootKey;
import org.junit.jupiter.api.Test;

class RootSealTest {
    private final World world = new World();
    private final RootKey deviceSecret = RootKey.of(World.drawn());
    private final RootSeal seal = new RootSeal(deviceSecret, World.HERE, World.RANDOM);
    private final Manifest manifest = world.manifest(3, World.HERE);
    private final byte[] secret = World.drawn();
    private final byte[] sealed = seal.close(RootKey.of(secret), manifest);

    @Test
    void opensToWhatWasSealed() {
        assertThat(seal.open(sealed, manifest).orElseThrow().export()).isEqualTo(secret);
        assertThat(sealed).hasSize(RootSeal.LENGTH);
    }

    @Test
    void staysShutForAnotherMeasurement() {
        var elsewhere = new RootSeal(deviceSecret, World.ELSEWHERE, World.RANDOM);

        assertThat(elsewhere.open(sealed, manifest)).isEmpty();
    }

    @Test
    void staysShutOnAnotherMachine() {
        var other = new RootSeal(RootKey.of(World.drawn()), World.HERE, World.RANDOM);

        assertThat(other.open(sealed, manifest)).isEmpty();
    }

    @Test
    void staysShutForAnotherManifest() {
        assertThat(seal.open(sealed, world.manifest(4, World.HERE))).isEmpty();
        assertThat(seal.open(sealed, new World().manifest(3, World.HERE))).isEmpty();
    }

    @Test
    void noticesEveryFlippedBit() {
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);

            assertThat(seal.open(flipped, manifest)).as("bit " + bit).isEmpty();
        }
    }

    @Test
    void sealsDifferentlyEachTime() {
        assertThat(seal.close(RootKey.of(secret), manifest)).isNotEqualTo(sealed);
    }

    @Test
    void tellsRootsApartByTheirCommitments() {
        assertThat(RootSeal.commitment(RootKey.of(secret))).isEqualTo(RootSeal.commitment(RootKey.of(secret)));
        assertThat(RootSeal.commitment(RootKey.draw())).isNotEqualTo(RootSeal.commitment(RootKey.of(secret)));
    }
}
