package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessMarkTest {
    private final ProcessMark here = ProcessMark.ofThisJvm("test");

    @Test
    void findsTheProcessAgainFromItsLine() {
        assertThat(ProcessMark.parse(here.toLine())).contains(here);
        assertThat(here.running()).contains(ProcessHandle.current());
    }

    @Test
    void takesNoStrangerWithTheSamePidForIt() {
        var earlier = new ProcessMark(here.name(), here.pid(), here.startedMillis() - 60_000, here.signal());

        assertThat(earlier.running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker 12", "broker x 12 TERM", "broker 12 -1 TERM"})
    void ignoresLinesThatWereCutOff(String line) {
        assertThat(ProcessMark.parse(line)).isEmpty();
    }
}
