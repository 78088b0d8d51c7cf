package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newcomer's first command. */
class DemoCommandTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void buysOnceMovesExactlyThePriceAndEnds(@TempDir Path state) throws Exception {
        // Given
        var command =
                RunningSuite.command(state, "demo", "--once", "--json", "--port-base", "" + RunningSuite.freeShift());

        // When
        try (var demo = LoggedProcess.start(ProjectFiles.root(), command)) {
            assertThat(demo.awaitExit(LIMIT))
                    .as(() -> String.join("\n", demo.lines()))
                    .isZero();

            // Then
            JsonObject figures = JsonObject.parse(demo.lines().stream()
                    .filter(line -> line.startsWith("{\""))
                    .reduce((earlier, later) -> later)
                    .orElseThrow());
            System.out.println(figures);
            var price = new BigInteger(figures.text("price"));
            assertThat(figures.bool("paid")).isTrue();
            assertThat(moved(figures.object("payee"))).isEqualTo(price);
            assertThat(moved(figures.object("payer"))).isEqualTo(price.negate());
            assertThat(JsonObject.parse(figures.text("answer")).text("city")).isEqualTo("Berlin");
        }
    }

    private static BigInteger moved(JsonObject balance) {
        return new BigInteger(balance.text("after")).subtract(new BigInteger(balance.text("before")));
    }
}
