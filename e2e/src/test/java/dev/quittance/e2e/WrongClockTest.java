package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose clock jumps by ten minutes while it runs: libfaketime stands between it and the machine's clock. */
class WrongClockTest {
    private static final String RIGHT = "+0";

    /** Backwards it would turn the threads' own clocks back too, at which a JVM spins. */
    private static final String AHEAD = "+10m";

    private static Optional<Path> library = Optional.empty();

    private final RunningSuite suite = RunningSuite.shared();

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            library = folders.map(each -> each.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
        if (library.isEmpty()) {
            String reason = "there is no libfaketime here, install the package of this name";
            System.err.println("SKIPPED: a clock that is ten minutes off: " + reason);
            abort(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "facilitator", "settlement-worker", "signer-service"})
    void saysOnceThatItsClockIsOff(String service) throws Exception {
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
                "1");
        try (var process = WatchedProcess.start(suite, service, faked)) {
            process.awaitWell("clock");

            // When
            Files.writeString(clock, AHEAD);
            process.awaitFault("clock", "ahead of the database's");
            process.awaitLooks();

            // Then
            assertThat(process.health("live")).isEqualTo(200);
            assertThat(process.health("ready")).isEqualTo(503);
            process.assertSaidOnce("clock: ", "s ahead of the database's; synchronise both with NTP");
            process.kill();
        }
    }
}
