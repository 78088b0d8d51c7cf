package dev.quittance.attestation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.junit.jupiter.api.Test;

class ShamirTest {
    private final SecureRandom secure = new SecureRandom();
    private final byte[] secret = drawn();

    @Test
    void multipliesAsAesDoes() {
        // FIPS 197, 4.2 and 4.2.1
        assertThat(Shamir.multiply(0x57, 0x83)).isEqualTo(0xc1);
        assertThat(Shamir.multiply(0x57, 0x13)).isEqualTo(0xfe);
        assertThat(Shamir.multiply(0x57, 0x02)).isEqualTo(0xae);
        // FIPS 197, 5.1.1: the inverse of 53 is ca
        assertThat(Shamir.inverse(0x53)).isEqualTo(0xca);
        assertThat(Shamir.inverse(0)).isZero();
    }

    @Test
    void isAField() {
        for (int a = 0; a < 256; a++) {
            assertThat(Shamir.multiply(a, 1)).isEqualTo(a);
            assertThat(Shamir.multiply(a, Shamir.inverse(a))).isEqualTo(a == 0 ? 0 : 1);
            for (int b = 0; b < 256; b++) {
                assertThat(Shamir.multiply(a, b))
                        .isEqualTo(Shamir.multiply(b, a))
                        .isLessThan(256);
            }
        }
    }

    @Test
    void rebuildsTheSecretFromAnySharesThatAreEnough() {
        long seed = secure.nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(12);
            int threshold = 1 + random.nextInt(count);
            List<Share> chosen = new ArrayList<>(Shamir.split(secret, threshold, count, secure));
            Collections.shuffle(chosen, random);
            int taken = threshold + random.nextInt(count - threshold + 1);

            assertThat(Shamir.combine(chosen.subList(0, taken))).isEqualTo(secret);
        }
    }

    @Test
    void tellsNothingByFewer() {
        List<Share> shares = Shamir.split(secret, 3, 5, secure);

        assertThat(Shamir.combine(shares.subList(0, 2))).isNotEqualTo(secret);
        // Whatever the secret is, there is a third share that makes it fit the first two: those alone exclude none.
        byte[] other = drawn();
        assertThat(Shamir.combine(fitting(other, shares.get(0), shares.get(1)))).isEqualTo(other);
    }

    /** The first two shares, and the third with which they are of that secret. */
    private static List<Share> fitting(byte[] secret, Share first, Share second) {
        byte[] value = new byte[Shamir.SECRET_LENGTH];
        List<Share> zero = List.of(first, second, new Share(3, value));
        byte[] without = Shamir.combine(zero);
        byte[] unit = new byte[Shamir.SECRET_LENGTH];
        Arrays.fill(unit, (byte) 1);
        byte[] with = Shamir.combine(List.of(first, second, new Share(3, unit)));
        for (int at = 0; at < value.length; at++) {
            int weight = (without[at] ^ with[at]) & 0xff;
            value[at] = (byte) Shamir.multiply(Shamir.inverse(weight), (without[at] ^ secret[at]) & 0xff);
        }
        return List.of(first, second, new Share(3, value));
    }

    /** BouncyCastle's splitter numbers its shares from 1 and has the same field. */
    @Test
    void rebuildsWhatAnotherImplementationShared() throws Exception {
        var splitter = new ShamirSecretSplitter(
                ShamirSecretSplitter.Algorithm.AES, ShamirSecretSplitter.Mode.Native, Shamir.SECRET_LENGTH, secure);
        var theirs = splitter.split(3, 5).getSecretShares();
        var shares = new ArrayList<Share>();
        for (int i = 1; i < 4; i++) {
            shares.add(new Share(i + 1, theirs[i].getEncoded()));
        }

        assertThat(Shamir.combine(shares))
                .isEqualTo(Shamir.combine(List.of(
                        new Share(1, theirs[0].getEncoded()),
                        new Share(3, theirs[2].getEncoded()),
                        new Share(5, theirs[4].getEncoded()))));
    }

    @Test
    void refusesTheSameShareTwice() {
        Share share = Shamir.split(secret, 2, 2, secure).getFirst();

        assertThatThrownBy(() -> Shamir.combine(List.of(share, share))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesSharesThatAreNone() {
        assertThatThrownBy(() -> new Share(0, new byte[32])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Share.parse(new byte[32])).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Shamir.split(secret, 3, 2, secure)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsAWrongShareByItsDigest() {
        Share share = Shamir.split(secret, 2, 2, secure).getFirst();
        byte[] wire = share.toByteArray();

        assertThat(Share.parse(wire).digest()).isEqualTo(share.digest());
        wire[1] ^= 1;
        assertThat(Share.parse(wire).digest()).isNotEqualTo(share.digest());
        assertThat(share).hasToString("Share[index=1, value=redacted]");
    }

    private byte[] drawn() {
        byte[] bytes = new byte[Shamir.SECRET_LENGTH];
        secure.nextBytes(bytes);
        return bytes;
    }
}
