package dev.quittance.gateway.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.facilitator.ExtensionResponses.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExtensionResponsesTest {
    @Test
    void readsTheStatusOfEachExtension() {
        assertThat(read("""
                {"bazaar":{"status":"rejected","rejectedReason":"no"},"quittance":{"status":"success"},
                 "eip2612GasSponsoring":{"status":"processing"}}"""))
                .isEqualTo(Map.of(
                        "bazaar",
                        Status.REJECTED,
                        "quittance",
                        Status.SUCCESS,
                        "eip2612GasSponsoring",
                        Status.PROCESSING));
    }

    @Test
    void passesOverWhatIsNotOfItsForm() {
        assertThat(ExtensionResponses.read(Optional.empty())).isEmpty();
        assertThat(ExtensionResponses.read(Optional.of("%%%"))).isEmpty();
        assertThat(ExtensionResponses.read(Optional.of("A".repeat(9000)))).isEmpty();
        assertThat(read("[]")).isEmpty();
        assertThat(read("{\"a\":\"success\",\"b\":{\"status\":7},\"c\":{\"status\":\"done\"},"
                        + "\"new\\nline\":{\"status\":\"success\"},\"d\":{\"status\":\"success\"}}"))
                .isEqualTo(Map.of("d", Status.SUCCESS));
    }

    private static Map<String, Status> read(String json) {
        return ExtensionResponses.read(
                Optional.of(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8))));
    }
}
