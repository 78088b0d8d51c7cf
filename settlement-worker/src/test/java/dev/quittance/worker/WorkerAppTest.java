package dev.quittance.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(SuiteResource.class)
class WorkerAppTest {
    private static final String TOKEN = "Bearer " + SuiteResource.OPERATOR_TOKEN;

    @Test
    void becomesReadyAndShowsItsMeters() throws Exception {
        Suite.await("readiness", () -> status("/q/health/ready") == 200);

        assertThat(status("/q/health/live")).isEqualTo(200);
        assertThat(get("/q/metrics").body())
                .contains("quittance_worker_lanes_held 1.0")
                .contains("quittance_worker_head_block ")
                .contains("quittance_worker_settlements_open ");
    }

    @Test
    void letsOperatorsDrainAndRestoreLanes() throws Exception {
        Suite.await("a held lane", () -> held().count() == 1);
        String lane = "/q/lanes/" + held().findFirst().orElseThrow().text("address");

        // When
        HttpResponse<String> drained = send("POST", lane + "/drain", TOKEN);
        HttpResponse<String> again = send("POST", lane + "/drain", TOKEN);

        // Then
        assertThat(drained.statusCode()).isEqualTo(200);
        assertThat(JsonObject.parse(drained.body()).text("state")).isEqualTo("draining");
        assertThat(again.statusCode()).isEqualTo(200);
        Suite.await("given back", () -> held().count() == 0);
        assertThat(JsonObject.parse(send("POST", lane + "/restore", TOKEN).body())
                        .text("state"))
                .isEqualTo("active");
        Suite.await("readiness", () -> status("/q/health/ready") == 200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /q/lanes",
        "POST, /q/lanes/0x036CbD53842c5426634e7929541eC2318f3dCF7e/drain",
        "POST, /q/lanes/0x036CbD53842c5426634e7929541eC2318f3dCF7e/restore"
    })
    void tellsAndObeysNobodyWithoutTheOperatorsToken(String method, String path) throws Exception {
        for (String authorization : List.of("", "Bearer ", "Bearer wrong", "Basic " + SuiteResource.OPERATOR_TOKEN)) {
            HttpResponse<String> answer = send(method, path, authorization);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(JsonObject.parse(answer.body()).text("code")).isEqualTo("unauthorized");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/q/lanes/0x036CbD53842c5426634e7929541eC2318f3dCF7e/drain, 404, unknown_lane",
        "/q/lanes/0x036CbD53842c5426634e7929541eC2318f3dCF7e/restore, 404, unknown_lane",
        "/q/lanes/first/drain, 400, malformed_request"
    })
    void refusesOrdersForLanesThatDoNotExist(String path, int status, String code) throws Exception {
        HttpResponse<String> answer = send("POST", path, TOKEN);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JsonObject.parse(answer.body()).text("code")).isEqualTo(code);
    }

    /** The database may hold lanes of tests that ran before. */
    private static Stream<JsonObject> held() {
        return lanes().stream().filter(lane -> lane.toString().contains("\"held\":true"));
    }

    private static List<JsonObject> lanes() {
        try {
            return JsonObject.parse(send("GET", "/q/lanes", TOKEN).body()).objects("lanes");
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    private static HttpResponse<String> send(String method, String path, String authorization)
            throws IOException, InterruptedException {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .method(method, HttpRequest.BodyPublishers.noBody());
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
