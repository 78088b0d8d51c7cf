package dev.quittance.devstack.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.suite.LastRun.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LastRunTest {
    @ParameterizedTest
    @CsvSource({"NONE,false,true", "CLEAN,false,true", "CUT_OFF,true,true", "CUT_OFF,false,false"})
    void keepsWhatBelongsTogether(LastRun last, boolean blockOnChain, boolean keeps) {
        assertThat(last.judge(true, () -> blockOnChain) instanceof Verdict.Keep).isEqualTo(keeps);
    }

    @ParameterizedTest
    @EnumSource
    void wipesWhenTheChainCannotBeLoaded(LastRun last) {
        assertThat(last.judge(false, () -> true)).isInstanceOf(Verdict.Wipe.class);
    }

    @Test
    void cleanStopNeedsNoLookIntoTheDatabase() {
        var verdict = LastRun.CLEAN.judge(true, () -> {
            throw new AssertionError("asked");
        });

        assertThat(verdict).isInstanceOf(Verdict.Keep.class);
    }
}
