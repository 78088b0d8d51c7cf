package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.DebianPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A service whose clock jumps by ten minutes while it runs: libfaketime stands between it and the machine's clock. It leaves the
 * monotonic clock alone, and, by a setting of its own, also the waits of threads that are told by that clock: else those would
 * end at once, and a JVM that waits in loops would spin.
 */
class WrongClockTest {
    private static final String RIGHT = "+0";
    /** The exit code of a JVM that ended in order after a SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    private static Optional<Path> library = Optional.empty();

    private final RunningSuite suite = RunningSuite.shared();

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() {
        library = DebianPrograms.library("faketime/libfaketimeMT.so.1", "libfaketime");
        if (library.isEmpty()) {
            String reason = "there is no libfaketime here, install the package of this name";
            System.err.println("SKIPPED: a clock that is ten minutes off: " + reason);
            abort(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gateway, +10m, ahead of",
        "facilitator, +10m, ahead of",
        "settlement-worker, +10m, ahead of",
        "signer-service, +10m, ahead of",
        "gateway, -10m, behind",
        "facilitator, -10m, behind",
        "settlement-worker, -10m, behind",
        "signer-service, -10m, behind"
    })
    void saysOnceThatItsClockIsOffAndEndsWhenTold(String service, String jump, String direction) throws Exception {
        // Given
        Path clock = Files.writeString(folder.resolve("clock"), RIGHT);
        var faked = Map.of(
                "LD_PRELOAD",
                library.orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
        try (var process = WatchedProcess.start(suite, service, faked)) {
            process.awaitWell("clock");

            // When
            Files.writeString(clock, jump);
            process.awaitFault("clock", direction + " the database's");
            process.awaitLooks();

            // Then
            assertThat(process.health("live")).isEqualTo(200);
            assertThat(process.health("ready")).isEqualTo(503);
            process.assertSaidOnce("clock: ", "s " + direction + " the database's; synchronise both with NTP");
            assertThat(process.end()).isEqualTo(TERMINATED);
        }
    }
}
