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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(
            strings = {
                "52265e9d59ca790b84cbcc705c11cb52ec0762c498846ff12f9f117fa6fdc267 "
                        + "02090ef8f95398ef061f57219635d92a78c45e3d488be56ef4b378a08e7ac2fa"
                        + "7182a7956b162a3cfa58559ef57edb658499a303013f52294ccc9ee10367917e1c",
                "07bd4771e58211ec7334659c4e649d409e7c54bb050a15cd10be51b26c9cbd14 "
                        + "9be70ea5763e266305f30b53c1bb6a2958c9938117e56b8d7b7254107c369b64"
                        + "30d9da6c3ad700f3e362aaa5e3daa7b7403e17bf620a0916b832fd2f3810e9921b",
                "7c5b37b13cb4b1be92b351438f0d618c7cea4234e107a09a35444e9faa6404f3 "
                        + "99f00c314f4a6b0281cd43ca78ed6b2e92bbd36a83f8a6bbd1a105a5ec1196a0"
                        + "3c4faaddba4ccc8cbf4a4c27aa9ebca101c4036d4c43018d990bf21b97b539931c"
            })
    void makesTheSignaturesOfTheReferenceImplementation(String vector) {
        // Given
        String[] parts = vector.split(" ");
        var digest = Bytes32.parse("0x" + parts[0]);

        // When
        Signature signature;
        try (var key = PrivateKey.of(SECRET)) {
            signature = curve.sign(digest, key);
        }

        // Then
        assertThat(Hex.encode(signature.toBytes())).isEqualTo("0x" + parts[1]);
        assertThat(curve.recover(digest, signature)).contains(ADDRESS);
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
