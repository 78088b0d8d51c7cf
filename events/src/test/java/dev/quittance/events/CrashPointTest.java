package dev.quittance.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrashPointTest {
    /** Passes two points, the second one twice. */
    static final class Passing {
        private Passing() {}

        public static void main(String[] arguments) {
            CrashPoint.reached("K9");
            CrashPoint.reached("K10");
            CrashPoint.reached("K10");
        }
    }

    @Test
    void doesNothingUnlessArmed() throws Exception {
        assertThat(exitCode(List.of())).isZero();
        assertThat(exitCode(List.of("-Dquittance.crash-point=K18"))).isZero();
    }

    @Test
    void haltsWhereItIsArmed() throws Exception {
        assertThat(exitCode(List.of("-Dquittance.crash-point=K10"))).isEqualTo(137);
    }

    @Test
    void countsHowOftenItWasReached() throws Exception {
        assertThat(exitCode(List.of("-Dquittance.crash-point=K10:2"))).isEqualTo(137);
        assertThat(exitCode(List.of("-Dquittance.crash-point=K10:3"))).isZero();
    }

    private static int exitCode(List<String> options) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = Stream.of(
                        List.of(java),
                        options,
                        List.of("-cp", System.getProperty("java.class.path"), Passing.class.getName()))
                .flatMap(List::stream)
                .toList();
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
