package dev.quittance.evm.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class Secp256k1Test {
    private static final ECDomainParameters CURVE = new ECDomainParameters(SECNamedCurves.getByName("secp256k1"));
    // The first account of the well-known development mnemonic.
    private static final byte[] SECRET =
            Hex.decode("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    private static final Address ADDRESS = Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    private final Secp256k1 curve = Secp256k1.create();

    @Test
    void derivesTheAddressOfAKey() {
        try (var key = PrivateKey.of(SECRET)) {
            assertThat(curve.address(key)).isEqualTo(ADDRESS);
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/signatures.csv", numLinesToSkip = 1)
    void makesAndRecoversTheSignaturesOfTheReferenceImplementation(
            String digestText, String signer, String signatureText) {
        // Given
        var digest = Bytes32.parse(digestText);
        var expected = Signature.parse(Hex.decode(signatureText));

        // When, Then
        assertThat(curve.recover(digest, expected)).contains(Address.parse(signer));
        if (Address.parse(signer).equals(ADDRESS)) {
            try (var key = PrivateKey.of(SECRET)) {
                assertThat(curve.sign(digest, key)).isEqualTo(expected);
            }
        }
    }

    @Test
    void agreesWithBouncyCastleOnRandomKeysAndDigests() {
        long seed = new SecureRandom().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            byte[] secret = randomBytes(random);
            var digest = new Bytes32(randomBytes(random));
            try (var key = PrivateKey.of(secret)) {
                // When
                Signature signature = curve.sign(digest, key);

                // Then
                assertThat(Arrays.copyOf(signature.toBytes(), 64))
                        .as("seed %d round %d", seed, i)
                        .isEqualTo(signWithBouncyCastle(digest, secret));
                assertThat(curve.recover(digest, signature)).contains(curve.address(key));
            }
        }
    }

    @Test
    void recoversNothingFromAnXThatIsOnNoPoint() {
        // Given: 5^3 + 7 has no square root in the field of the curve
        var signature = new Signature(Bytes32.of(BigInteger.valueOf(5)), Bytes32.of(BigInteger.ONE), 0);

        // When, Then
        assertThat(curve.recover(Bytes32.of(BigInteger.TWO), signature)).isEmpty();
    }

    @Test
    void signsTheSameFromManyThreadsThroughFewContexts() throws Exception {
        // Given
        var narrow = new Secp256k1(2, new SecureRandom());
        List<Future<Signature>> signatures = new ArrayList<>();
        try (var key = PrivateKey.of(SECRET);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // When
            for (int i = 0; i < 500; i++) {
                var digest = Bytes32.of(BigInteger.valueOf(i));
                signatures.add(threads.submit(() -> narrow.sign(digest, key)));
            }

            // Then
            for (int i = 0; i < signatures.size(); i++) {
                var digest = Bytes32.of(BigInteger.valueOf(i));
                assertThat(signatures.get(i).get()).isEqualTo(curve.sign(digest, key));
            }
        }
    }

    @Test
    void refusesToSignWithAClosedKey() {
        // Given
        var key = PrivateKey.generate(new SecureRandom());
        key.close();
        key.close();

        // When, Then
        assertThatThrownBy(() -> curve.sign(Bytes32.of(BigInteger.ONE), key)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(key::export).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void neverSignsWithAKeyThatIsBeingClosed() throws Exception {
        for (int round = 0; round < 50; round++) {
            // Given
            var key = PrivateKey.of(SECRET);
            var digest = Bytes32.of(BigInteger.valueOf(round));
            Signature expected = curve.sign(digest, key);
            var started = new CountDownLatch(1);

            // When
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<List<Signature>> signing = threads.submit(() -> {
                    List<Signature> signatures = new ArrayList<>();
                    try {
                        for (int i = 0; i < 1_000; i++) {
                            signatures.add(curve.sign(digest, key));
                            started.countDown();
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessage("the private key is closed");
                    }
                    return signatures;
                });
                assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
                key.close();

                // Then
                assertThat(signing.get()).containsOnly(expected);
            }
        }
    }

    @Test
    void exportsWhatItWasMadeOfAndPrintsNothingOfIt() {
        try (var key = PrivateKey.of(SECRET)) {
            assertThat(key.export()).isEqualTo(SECRET);
            assertThat(key).hasToString("PrivateKey[redacted]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x",
                "0x01",
                "0x0000000000000000000000000000000000000000000000000000000000000000",
                "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "0x000000000000000000000000000000000000000000000000000000000000000001"
            })
    void refusesWhatIsNoKey(String secret) {
        assertThatThrownBy(() -> PrivateKey.of(Hex.decode(secret))).isInstanceOf(MalformedException.class);
    }

    @Test
    void saysWhichMachinesItRunsOn() {
        assertThatThrownBy(() -> NativeLibrary.load("Mac OS X", "aarch64"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Linux")
                .hasMessageContaining("Mac OS X on aarch64");
        assertThatThrownBy(() -> NativeLibrary.load("Linux", "riscv64"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[Bytes32.LENGTH];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] signWithBouncyCastle(Bytes32 digest, byte[] secret) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), CURVE));
        BigInteger[] rs = signer.generateSignature(digest.toByteArray());
        BigInteger low = rs[1].min(CURVE.getN().subtract(rs[1]));
        byte[] bytes = Arrays.copyOf(Bytes32.of(rs[0]).toByteArray(), 64);
        System.arraycopy(Bytes32.of(low).toByteArray(), 0, bytes, 32, 32);
        return bytes;
    }
}
