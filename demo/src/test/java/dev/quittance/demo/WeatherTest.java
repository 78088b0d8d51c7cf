package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Ports;
import dev.quittance.protocol.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class WeatherTest {
    @Test
    void tellsTheWeatherOfACityItKnows() throws Exception {
        int port = Ports.free();
        try (var _ = new Weather(port)) {
            HttpResponse<byte[]> known = get(port, "/weather/berlin");
            HttpResponse<byte[]> unknown = get(port, "/weather/atlantis");

            assertThat(known.statusCode()).isEqualTo(200);
            assertThat(JsonObject.parse(known.body()).text("city")).isEqualTo("Berlin");
            assertThat(unknown.statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<byte[]> get(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }
}
