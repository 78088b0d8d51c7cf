package dev.quittance.evm.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final BigInteger HALF = ORDER.shiftRight(1);
    private static final BigInteger ONE = BigInteger.ONE;

    @ParameterizedTest
    @CsvSource({"27,0", "28,1", "0,0", "1,1"})
    void acceptsBothSpellingsOfTheRecoveryValue(int v, int yParity) {
        // When
        var signature = Signature.parse(wire(ONE, HALF, v));

        // Then
        assertThat(signature.yParity()).isEqualTo(yParity);
        assertThat(signature.toBytes()).isEqualTo(wire(ONE, HALF, 27 + yParity));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 26, 29, 35, 54, 55, 128, 255})
    void refusesEveryOtherRecoveryValue(int v) {
        assertThatThrownBy(() -> Signature.parse(wire(ONE, ONE, v)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("v is not 27 or 28");
    }

    @Test
    void refusesTheHighS() {
        assertThatThrownBy(() -> Signature.parse(wire(ONE, HALF.add(ONE), 27)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("s is the high one");
    }

    @Test
    void refusesNumbersOutsideTheGroup() {
        assertThatThrownBy(() -> Signature.parse(wire(BigInteger.ZERO, ONE, 27)))
                .hasMessageContaining("r is outside");
        assertThatThrownBy(() -> Signature.parse(wire(ORDER, ONE, 27))).hasMessageContaining("r is outside");
        assertThatThrownBy(() -> Signature.parse(wire(ONE, BigInteger.ZERO, 27)))
                .hasMessageContaining("s is outside");
        assertThatThrownBy(() -> Signature.parse(wire(ONE, ORDER, 27))).hasMessageContaining("s is outside");
        assertThat(Signature.parse(wire(ORDER.subtract(ONE), ONE, 27)).yParity())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 66, 130})
    void refusesEveryOtherLength(int length) {
        assertThatThrownBy(() -> Signature.parse(Arrays.copyOf(wire(ONE, ONE, 27), length)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("65 bytes");
    }

    @Test
    void printsNothingOfItself() {
        assertThat(Signature.parse(wire(ONE, ONE, 27))).hasToString("Signature[redacted]");
    }

    private static byte[] wire(BigInteger r, BigInteger s, int v) {
        byte[] bytes = Arrays.copyOf(Bytes32.of(r).toByteArray(), Signature.LENGTH);
        System.arraycopy(Bytes32.of(s).toByteArray(), 0, bytes, 32, 32);
        bytes[64] = (byte) v;
        return bytes;
    }
}
