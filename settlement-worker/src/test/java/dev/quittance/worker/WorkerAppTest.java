package dev.quittance.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SuiteResource.class)
class WorkerAppTest {
    @Test
    void becomesReadyAndShowsItsMeters() throws Exception {
        Suite.await("readiness", () -> status("/q/health/ready") == 200);

        assertThat(status("/q/health/live")).isEqualTo(200);
        assertThat(get("/q/metrics").body())
                .contains("quittance_worker_lanes_held 1.0")
                .contains("quittance_worker_head_block ")
                .contains("quittance_worker_settlements_open ");
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
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
