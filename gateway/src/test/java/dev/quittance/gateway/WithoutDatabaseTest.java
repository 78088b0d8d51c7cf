package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutDatabaseTest.Dead.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
class WithoutDatabaseTest {
    FakeUpstream upstream;
    FakeFacilitator facilitator;

    @TestHTTPResource("/")
    URI gateway;

    /** The usual surroundings, but nobody listens where the database should be. */
    public static final class Dead implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Surroundings.class, Map.of("database", "dead")));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Test
    void challengesAndProxiesButTakesNoPayment() throws Exception {
        upstream.reset();
        facilitator.reset();
        try (var client = HttpClient.newHttpClient()) {
            // Given a gateway that never saw its database
            var challenged = client.send(get("/weather/x").build(), HttpResponse.BodyHandlers.ofString());
            var free = client.send(get("/free").build(), HttpResponse.BodyHandlers.ofString());

            // When
            String header = Payer.header(Payer.pay(Payer.challenge(challenged)));
            var paid = client.send(
                    get("/weather/x").header("PAYMENT-SIGNATURE", header).build(),
                    HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(challenged.statusCode()).isEqualTo(402);
            assertThat(free.body()).isEqualTo("sunny");
            assertThat(paid.statusCode()).isEqualTo(503);
            assertThat(paid.headers().firstValue("Retry-After")).isPresent();
            assertThat(JsonObject.parse(paid.body()).text("code")).isEqualTo("store_unavailable");
            assertThat(facilitator.asked()).isEmpty();
            assertThat(upstream.seen()).hasSize(1);
        }
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path));
    }

    @Test
    void givesNothingAwayThatCannotBeCounted() throws Exception {
        upstream.reset();
        try (var client = HttpClient.newHttpClient()) {
            // Given / When
            var response = client.send(get("/taste").build(), HttpResponse.BodyHandlers.ofString());

            // Then
            assertThat(response.statusCode()).isEqualTo(402);
            assertThat(upstream.seen()).isEmpty();
        }
    }
}
