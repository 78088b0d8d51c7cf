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

    @ParameterizedTest
    @CsvSource({"1000, 8, 100, 1125, 9", "1000, 8, 900, 1801, 9", "1000, 100, 100, 1125, 113"})
    void raisesBothFeesByAnEighthOrToWhatTheHeadAsks(long max, long tip, long base, long newMax, long newTip) {
        assertThat(fees(max, tip).raised(BigInteger.valueOf(base), offer(1, 5_000)))
                .hasValue(fees(newMax, newTip));
    }

    @ParameterizedTest
    @CsvSource({"1000, 8, 1100, true", "1000, 8, 1099, false", "1000, 1000, 1099, false"})
    void raisesUpToTheCeilingAndNeverByLessThanATenth(long max, long tip, long ceiling, boolean raised) {
        assertThat(fees(max, tip)
                        .raised(BigInteger.valueOf(9_999), offer(1, ceiling))
                        .isPresent())
                .isEqualTo(raised);
    }

    private static Fees fees(long max, long tip) {
        return new Fees(BigInteger.valueOf(max), BigInteger.valueOf(tip));
    }

    private static Fees.Offer offer(long tip, long ceiling) {
        return new Fees.Offer(BigInteger.valueOf(tip), BigInteger.valueOf(ceiling));
    }
}
