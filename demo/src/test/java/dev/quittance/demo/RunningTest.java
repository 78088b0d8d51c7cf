package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.DevstackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningTest {
    private final List<String> failures = new ArrayList<>();

    @Test
    void passesTheExitCodeOn() throws Exception {
        assertThat(Running.inOneLine(() -> 0, failures::add)).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void tellsFailuresInOneLine() throws Exception {
        int failedLeg = Running.inOneLine(
                () -> {
                    throw new DemoFailedException("the purchase failed");
                },
                failures::add);
        int busyPort = Running.inOneLine(
                () -> {
                    throw new DevstackException("port 8402 is busy\nsecond line");
                },
                failures::add);
        int brokenFile = Running.inOneLine(
                () -> {
                    throw new IOException();
                },
                failures::add);

        assertThat(List.of(failedLeg, busyPort, brokenFile)).containsOnly(1);
        assertThat(failures).containsExactly("the purchase failed", "port 8402 is busy", "IOException");
    }
}
