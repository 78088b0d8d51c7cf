package dev.quittance.signer.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final Address ADDRESS = Address.parse("0x209693Bc6afc0C5328bA36FaF03C514EF312287C");
    private static final Address OTHER = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");

    private final SecureRandom random = new SecureRandom();
    private final byte[] secret = random(32);
    private final Seal seal = new Seal(RootKey.of(random(32)), random);
    private final SealedKey sealed = seal.close(secret, "main", ADDRESS, 1);

    @Test
    void opensToWhatWasSealed() {
        assertThat(seal.open(sealed, "main", ADDRESS, 1)).isEqualTo(secret);
    }

    @Test
    void sealsTheSameKeyDifferentlyEachTime() {
        assertThat(seal.close(secret, "main", ADDRESS, 1).bytes()).isNotEqualTo(sealed.bytes());
    }

    @Test
    void opensInItsOwnRowOnly() {
        assertThatThrownBy(() -> seal.open(sealed, "other", ADDRESS, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> seal.open(sealed, "main", OTHER, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> seal.open(sealed, "main", ADDRESS, 2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void opensUnderItsOwnSealingKeyOnly() {
        var other = new Seal(RootKey.of(random(32)), random);

        assertThatThrownBy(() -> other.open(sealed, "main", ADDRESS, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noticesEveryFlippedBit() {
        for (int bit = 0; bit < SealedKey.LENGTH * Byte.SIZE; bit++) {
            byte[] flipped = sealed.bytes();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            var broken = new SealedKey(flipped);

            assertThatThrownBy(() -> seal.open(broken, "main", ADDRESS, 1))
                    .as("bit " + bit)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesSealingKeysOfAnotherLength() {
        assertThatThrownBy(() -> RootKey.of(random(16))).isInstanceOf(MalformedException.class);
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
