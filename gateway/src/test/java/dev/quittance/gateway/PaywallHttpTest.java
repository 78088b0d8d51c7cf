package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.challenge.BoundNonce;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(PaywallHttpTest.ExceptDear.class)
class PaywallHttpTest extends GatewayTestCase {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    /** One route without the page. */
    public static final class ExceptDear implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quittance.gateway.paywall.except-routes", "dear,vault");
        }
    }

    @Test
    void showsPeopleAPageAndTheSameChallenge() throws Exception {
        // Given / When
        var response = send(request("/weather/berlin?unit=<c>&x='\""
                        .replace("<", "%3C")
                        .replace(">", "%3E")
                        .replace("\"", "%22"))
                .header("Accept", BROWSER));

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");
        var challenge = Payer.challenge(response);
        String id = challenge.extensions().object("quittance").object("info").text("challenge");
        assertThat(response.body())
                .contains("0.001 USDC", "Current weather", "x=&#39;%22")
                .contains(BoundNonce.of(id, BoundNonce.realm(gateway)).toString())
                .contains(response.headers().firstValue("PAYMENT-REQUIRED").orElseThrow());
        assertThat(upstream.seen()).isEmpty();

        // And what it says can be paid
        assertThat(sendPaid("/weather/berlin?unit=%3Cc%3E&x='%22", Payer.pay(challenge))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void givesProgramsWhatTheyAlwaysGot() throws Exception {
        // Given / When
        var none = send(request("/weather/berlin"));
        var any = send(request("/weather/berlin").header("Accept", "*/*"));
        var json = send(request("/weather/berlin").header("Accept", "application/json, text/html"));
        var script = send(request("/weather/berlin").header("Accept", BROWSER).header("Sec-Fetch-Mode", "cors"));
        var post = send(request("/weather/berlin").header("Accept", BROWSER).POST(BodyPublishers.ofString("x")));
        var paid = send(request("/weather/berlin").header("Accept", BROWSER).header("PAYMENT-SIGNATURE", "e30="));

        // Then
        for (var response : java.util.List.of(none, any, json, script, post, paid)) {
            assertThat(response.statusCode()).isEqualTo(402);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(response.headers().firstValue("Content-Security-Policy")).isEmpty();
            assertThat(response.body()).startsWith("{");
        }
    }

    @Test
    void leavesOutTheRoutesThatConfigurationNames() throws Exception {
        // Given / When
        var response = send(request("/dear").header("Accept", BROWSER));

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(Payer.challenge(response).accepts()).isNotEmpty();
    }

    @Test
    void letsFreePagesPassAsTheyAre() throws Exception {
        // Given / When
        var response = send(request("/free").header("Accept", BROWSER));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("sunny");
    }
}
