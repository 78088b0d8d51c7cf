package dev.quittance.evm.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTransactionTest {
    private static final byte[] SECRET =
            Hex.decode("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    private final Secp256k1 curve = Secp256k1.create();

    /** The vectors were made with viem 2. */
    @ParameterizedTest
    @CsvFileSource(resources = "/transactions.csv", numLinesToSkip = 1, maxCharsPerColumn = 8192)
    void makesAndReadsTheBytesOfTheReferenceImplementation(
            long chainId,
            BigInteger nonce,
            BigInteger maxPriorityFeePerGas,
            BigInteger maxFeePerGas,
            long gasLimit,
            String to,
            BigInteger value,
            String data,
            String signingHash,
            String raw,
            String hash) {
        // Given
        var transaction = new Eip1559Transaction(
                chainId,
                nonce,
                maxPriorityFeePerGas,
                maxFeePerGas,
                gasLimit,
                Address.parse(to),
                value,
                Bytes.parse(data));

        // When
        SignedTransaction signed = sign(transaction);

        // Then
        assertThat(transaction.signingHash()).hasToString(signingHash);
        assertThat(signed.raw().hex()).isEqualTo(raw);
        assertThat(signed.hash()).hasToString(hash);
        SignedTransaction decoded = SignedTransaction.decode(Bytes.parse(raw));
        assertThat(decoded).isEqualTo(signed);
        assertThat(decoded.sender(curve)).contains(Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 55, 56, 57, 255, 256, 65_000})
    void readsBackDataOfEveryLength(int size) {
        SignedTransaction signed = sign(transaction(new byte[size]));
        assertThat(SignedTransaction.decode(signed.raw())).isEqualTo(signed);
    }

    /** Whatever still decodes after a change must spell the changed transaction in its one form. */
    @Test
    void acceptsOnlyTheCanonicalBytes() {
        long seed = new SecureRandom().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        byte[] raw = sign(transaction(new byte[] {1, 2, 3})).raw().toByteArray();
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = Arrays.copyOf(raw, raw.length + (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 0));
            for (int flips = 0; flips < 1 + random.nextInt(3); flips++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Bytes bytes = Bytes.of(changed);
            try {
                assertThat(SignedTransaction.decode(bytes).raw())
                        .as("seed %d round %d", seed, i)
                        .isEqualTo(bytes);
            } catch (MalformedException refused) {
                assertThat(refused).hasMessageNotContaining(bytes.hex().substring(2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x",
                "0x01c0",
                "0x02",
                "0x02c0",
                "0x0280",
                "0x02ff",
                "0x02ffffffffffffffffff",
                // Chain id spelled with a leading zero, then with a needless prefix, then with a long length.
                "0x02c3820001",
                "0x02c28101",
                "0x02c3b80101",
                // Lists within lists, where a recursive reader would run out of stack.
                "0x02c4c3c2c1c0"
            })
    void refusesWhatIsNoTransaction(String raw) {
        assertThatThrownBy(() -> SignedTransaction.decode(Bytes.parse(raw))).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesBytesAfterTheTransactionAndContractCreation() {
        byte[] raw = sign(transaction(new byte[0])).raw().toByteArray();
        assertThatThrownBy(() -> SignedTransaction.decode(Bytes.of(Arrays.copyOf(raw, raw.length + 1))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("does not fill the input");
        assertThatThrownBy(() -> SignedTransaction.decode(
                        sign(transaction(new byte[131_072])).raw()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("exceeds");
        assertThatThrownBy(() -> SignedTransaction.decode(Bytes.parse("0x02cc010180018252088080c0808080")))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesNumbersOutsideTheirRange() {
        var one = BigInteger.ONE;
        var to = new Address(new byte[20]);
        assertThatThrownBy(() -> new Eip1559Transaction(0, one, one, one, 1, to, one, Bytes.EMPTY))
                .hasMessageContaining("chain id");
        assertThatThrownBy(() -> new Eip1559Transaction(1, one.negate(), one, one, 1, to, one, Bytes.EMPTY))
                .hasMessageContaining("nonce");
        assertThatThrownBy(() ->
                        new Eip1559Transaction(1, one.shiftLeft(64).subtract(one), one, one, 1, to, one, Bytes.EMPTY))
                .hasMessageContaining("nonce");
        assertThatThrownBy(() -> new Eip1559Transaction(1, one, BigInteger.TWO, one, 1, to, one, Bytes.EMPTY))
                .hasMessageContaining("priority fee");
        assertThatThrownBy(() -> new Eip1559Transaction(1, one, one, one, 0, to, one, Bytes.EMPTY))
                .hasMessageContaining("gas limit");
        assertThatThrownBy(() -> new Eip1559Transaction(1, one, one, one, 1, to, one.shiftLeft(256), Bytes.EMPTY))
                .isInstanceOf(MalformedException.class);
    }

    private SignedTransaction sign(Eip1559Transaction transaction) {
        try (var key = PrivateKey.of(SECRET)) {
            return transaction.sign(curve, key);
        }
    }

    private static Eip1559Transaction transaction(byte[] data) {
        return new Eip1559Transaction(
                84532,
                BigInteger.valueOf(300),
                BigInteger.ONE,
                BigInteger.TEN.pow(9),
                100_000,
                Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
                BigInteger.ZERO,
                Bytes.of(data));
    }
}
