package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code GET /supported} is what the official facilitator would say of itself. */
class OfficialSupportedTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final RunningSuite suite = RunningSuite.shared();

    @Test
    void tellsOfExactAsTheOfficialFacilitatorDoes() throws Exception {
        // Given
        JsonObject ours = JsonObject.parse(
                Http.get(suite.facilitator().resolve("/supported")).body());

        // When
        JsonObject official;
        try (var script = NodeScripts.start("supported.mjs", "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f")) {
            assertThat(script.awaitExit(LIMIT))
                    .as(() -> script.lines().toString())
                    .isZero();
            official = JsonObject.parse(script.lines().getLast());
        }

        // Then
        assertThat(ours.names()).isEqualTo(official.names());
        assertThat(ours.object("signers").names())
                .isEqualTo(official.object("signers").names());
        assertThat(exact(ours)).isEqualTo(exact(official));
    }

    /** Their text, so that the order of the members counts. */
    private static List<String> exact(JsonObject supported) {
        return supported.objects("kinds").stream()
                .filter(kind -> kind.text("scheme").equals("exact"))
                .map(JsonObject::toString)
                .toList();
    }
}
