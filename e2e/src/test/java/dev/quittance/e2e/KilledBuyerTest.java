package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code quittance pay} dies again and again, is run again, and pays this gateway once. */
class KilledBuyerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILLS = 8;
    private static final int RUNS = 5;
    /** The command's exit code for an outcome that is not known yet. */
    private static final int PENDING = 4;

    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final BigInteger PRICE = BigInteger.valueOf(1_000);

    private final RunningSuite suite = RunningSuite.shared();

    @Test
    void paysOnce(@TempDir Path folder) throws Exception {
        // Given
        var payer = new Payer();
        suite.setBalance(payer.address(), PURSE);
        Path key = Files.writeString(folder.resolve("key"), payer.keyHex());
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                ProjectFiles.agentJar().toString(),
                "pay",
                "--json",
                "--key-file",
                key.toString(),
                "--state",
                folder.resolve("state").toString(),
                suite.gateway().resolve("/weather/berlin").toString());
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);

        // When
        Optional<JsonObject> outcome = Optional.empty();
        for (int kills = 0; kills < KILLS && outcome.isEmpty(); kills++) {
            try (var buyer = LoggedProcess.start(folder, command)) {
                buyer.killAfter(Duration.ofMillis(300 + random.nextInt(2_500)));
                outcome = outcome(buyer);
            }
        }
        for (int runs = 0; runs < RUNS && outcome.isEmpty(); runs++) {
            try (var buyer = LoggedProcess.start(folder, command)) {
                assertThat(buyer.awaitExit(LIMIT))
                        .as(() -> buyer.lines().toString())
                        .isIn(0, PENDING);
                outcome = outcome(buyer);
            }
        }

        // Then
        assertThat(outcome.orElseThrow().object("answer").text("body")).contains("Berlin");
        assertThat(suite.balanceOf(payer.address())).isEqualTo(PURSE.subtract(PRICE));
    }

    /** What the command said when it was done, if it was. */
    private static Optional<JsonObject> outcome(LoggedProcess buyer) {
        return buyer.lines().stream()
                .filter(line -> line.startsWith("{\"") && line.endsWith("}"))
                .map(JsonObject::parse)
                .filter(report -> report.text("outcome").equals("paid"))
                .findFirst();
    }
}
