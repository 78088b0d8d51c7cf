package dev.quittance.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SignerAnswerTest {
    @Test
    void givesTheBodyOfASuccess() {
        assertThat(read(200, "{\"a\":1}")).isEqualTo(new SignerAnswer.Given(JsonObject.parse("{\"a\":1}")));
    }

    @Test
    void tellsRefusalsByTheirCode() {
        assertThat(read(422, "{\"code\":\"asset_refused\"}")).isEqualTo(new SignerAnswer.Refused("asset_refused"));
        assertThat(read(409, "{}")).isEqualTo(new SignerAnswer.Refused("status_409"));
        assertThat(read(403, "{\"code\":7}")).isEqualTo(new SignerAnswer.Refused("status_403"));
    }

    @Test
    void takesEverythingElseForNoAnswer() {
        for (int status : new int[] {401, 408, 429, 500, 503, 302}) {
            assertThat(read(status, "{\"code\":\"x\"}")).as("" + status).isInstanceOf(SignerAnswer.Unavailable.class);
        }
        assertThat(read(200, "<html>")).isInstanceOf(SignerAnswer.Unavailable.class);
        assertThat(read(404, "")).isInstanceOf(SignerAnswer.Unavailable.class);
    }

    private static SignerAnswer read(int status, String body) {
        return SignerAnswer.read(status, body.getBytes(StandardCharsets.UTF_8));
    }
}
