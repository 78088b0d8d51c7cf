package dev.quittance.facilitator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.facilitator.stack.Caller;
import dev.quittance.facilitator.stack.FacilitatorStack;
import dev.quittance.facilitator.stack.Offer;
import dev.quittance.facilitator.stack.Rows;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(FacilitatorStack.class)
class AccessTest {
    @ParameterizedTest
    @CsvSource({
        "NOBODY, /verify, token_missing",
        "NOBODY, /settle, token_missing",
        "STRANGER, /verify, token_unknown",
        "STRANGER, /settle, token_unknown",
        "NOBODY, /settle;x=1, token_missing"
    })
    void refusesWhoHoldsNoKnownToken(Caller caller, String path, String code) throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        // When
        var answer = caller.post(path, offer.body());
        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(JsonObject.parse(answer.body()).text("code")).isEqualTo(code);
        assertThat(Rows.count()).isEqualTo(rows);
    }

    @Test
    void tellsAnybodyWhatIsSupported() {
        // When
        var answer = Caller.NOBODY.get("/supported");
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"kinds\":[{\"x402Version\":2,\"scheme\":\"exact\",\"network\":\"eip155:84532\"},"
                        + "{\"x402Version\":2,\"scheme\":\"upto\",\"network\":\"eip155:84532\","
                        + "\"extra\":{\"facilitatorAddress\":\"" + FacilitatorStack.SIGNER + "\"}},"
                        + "{\"x402Version\":1,\"scheme\":\"exact\",\"network\":\"base-sepolia\"}],"
                        + "\"extensions\":[\"eip2612GasSponsoring\",\"erc20ApprovalGasSponsoring\"],\"signers\":{\"eip155:*\":[\""
                        + FacilitatorStack.SIGNER + "\"]}}");
    }

    @Test
    void verifiesAPaymentThatWouldSettle() throws Exception {
        // Given
        var offer = Offer.good();
        long rows = Rows.count();
        // When
        var answer = Caller.RIVAL.post("/verify", offer.body());
        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"isValid\":true,\"payer\":\"" + offer.payer() + "\"}");
        assertThat(Rows.count()).isEqualTo(rows);
    }
}
