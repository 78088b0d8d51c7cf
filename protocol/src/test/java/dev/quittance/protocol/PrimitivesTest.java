package dev.quittance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrimitivesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void printsTheChecksumExamplesOfEip55(String checksummed) {
        // Given
        String lower = checksummed.toLowerCase(java.util.Locale.ROOT);

        // When
        Address address = Address.parse(lower);

        // Then
        assertThat(address).hasToString(checksummed);
        assertThat(Address.parse(checksummed)).isEqualTo(address).hasSameHashCodeAs(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAedd",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
                " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                ""
            })
    void refusesAddressesOfAnotherForm(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "010", "+1", "-1", "1e3", "1.0", " 1", "0x1", "１", "١", "1\n"})
    void refusesNumbersSpelledOtherwise(String text) {
        assertThatThrownBy(() -> Uint256.parse(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void readsNumbersUpToTheLargestWordAndNoFurther() {
        assertThat(Uint256.parse("0")).isZero();
        assertThat(Uint256.parse(Uint256.MAX.toString())).isEqualTo(Uint256.MAX);
        assertThatThrownBy(() -> Uint256.parse(Uint256.MAX.add(BigInteger.ONE).toString()))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void wordsKeepEveryNumber() {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(33)];
            random.nextBytes(bytes);
            var number = new BigInteger(1, bytes);

            // When
            Bytes32 word = Bytes32.of(number);

            // Then
            assertThat(word.toUnsigned()).isEqualTo(number);
            assertThat(Bytes32.parse(word.toString())).isEqualTo(word);
        }
    }

    @Test
    void wordsAreNotChangedThroughTheirArrays() {
        // Given
        byte[] bytes = new byte[32];
        var word = new Bytes32(bytes);

        // When
        bytes[0] = 1;
        word.toByteArray()[1] = 1;

        // Then
        assertThat(word).isEqualTo(Bytes32.of(BigInteger.ZERO));
    }

    @Test
    void hashesTheEmptyTextAsEthereumDoes() {
        assertThat(Keccak256.hash(""))
                .hasToString("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
