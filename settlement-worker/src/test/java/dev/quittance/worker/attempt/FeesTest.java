package dev.quittance.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeesTest {
    @ParameterizedTest
    @CsvSource({"100, 1, 1000, 201", "500, 1, 1000, 1000", "999, 1, 1000, 1000", "0, 5, 1000, 5"})
    void offersTwiceTheBaseFeeAndTheTipUpToTheCeiling(long base, long tip, long ceiling, long expected) {
        assertThat(Fees.of(BigInteger.valueOf(base), BigInteger.valueOf(tip), BigInteger.valueOf(ceiling)))
                .hasValue(new Fees(BigInteger.valueOf(expected), BigInteger.valueOf(tip)));
    }

    @ParameterizedTest
    @CsvSource({"1000, 1, 1000", "5000, 0, 1000"})
    void waitsWhileTheChainAsksMoreThanTheCeiling(long base, long tip, long ceiling) {
        assertThat(Fees.of(BigInteger.valueOf(base), BigInteger.valueOf(tip), BigInteger.valueOf(ceiling)))
                .isEqualTo(Optional.empty());
    }
}
