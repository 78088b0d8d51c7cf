package dev.quittance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceLimitTest {

    @ParameterizedTest
    @CsvSource({"$0.01,10000", "$1,1000000", "$0,0", "$0.0000019,1", "$0.00000099,0", "1000,1000", "0,0"})
    void readsDollarsAndAtomicUnits(String text, BigInteger units) {
        assertThat(PriceLimit.parse(text).inUnitsOf(6)).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$", "$.5", "$01", "$1.", "$-1", "$1e3", "$1,5", "-1", "1.5", "0x10", "$٣", "01"})
    void refusesOtherSpellings(String text) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> PriceLimit.parse(text));
    }
}
