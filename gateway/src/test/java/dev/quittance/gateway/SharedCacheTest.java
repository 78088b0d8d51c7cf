package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quittance.devstack.Nginx;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cache in front that knows nothing of payments and keeps whatever it may. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class SharedCacheTest extends GatewayTestCase {
    @TempDir
    Path folder;

    private Nginx cache;

    @BeforeEach
    void startCache() throws Exception {
        var program = Nginx.program();
        if (program.isEmpty()) {
            System.err.println("SKIPPED: the shared cache needs nginx, and this user cannot install it");
            abort("no nginx");
        }
        String kept = """
                proxy_cache_path %s/cache keys_zone=all:1m;
                """.formatted(folder);
        String passed = """
                location / {
                  proxy_pass http://127.0.0.1:%d;
                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_cache all;
                  proxy_cache_key $request_uri;
                  proxy_cache_methods GET HEAD;
                  add_header X-Cache $upstream_cache_status always;
                }
                """.formatted(gateway.getPort());
        cache = Nginx.start(program.orElseThrow(), folder, kept, passed);
    }

    @AfterEach
    void stopCache() {
        if (cache != null) {
            cache.close();
        }
    }

    private HttpRequest.Builder cached(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cache.port() + path))
                .timeout(PATIENCE);
    }

    private static String state(HttpResponse<String> response) {
        return response.headers().firstValue("X-Cache").orElse("");
    }

    @Test
    void givesNobodyWhatAnotherPaidFor() throws Exception {
        // Given an upstream that wants everything kept, by every word there is
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", "public, s-maxage=600, max-age=600");
            exchange.getResponseHeaders().add("X-Accel-Expires", "600");
            exchange.getResponseHeaders().add("Surrogate-Control", "max-age=600");
            FakeUpstream.answer(exchange, 200, "paid for");
        });
        var payment = Payer.pay(Payer.challenge(send(cached("/weather/berlin"))));

        // When one pays, and others ask
        var paid = send(cached("/weather/berlin").header("PAYMENT-SIGNATURE", Payer.header(payment)));
        var stranger = send(cached("/weather/berlin"));
        var head = send(cached("/weather/berlin").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        var again = send(cached("/weather/berlin").header("PAYMENT-SIGNATURE", Payer.header(payment)));

        // Then
        assertThat(paid.statusCode()).isEqualTo(200);
        assertThat(paid.body()).isEqualTo("paid for");
        assertThat(paid.headers().firstValue("Cache-Control")).hasValue("private, max-age=600");
        assertThat(paid.headers().firstValue("Vary")).hasValue("PAYMENT-SIGNATURE, X-PAYMENT");
        assertThat(stranger.statusCode()).isEqualTo(402);
        assertThat(stranger.body()).doesNotContain("paid for");
        assertThat(head.statusCode()).isEqualTo(402);
        assertThat(again.statusCode()).isEqualTo(200);
        for (var response : java.util.List.of(paid, stranger, head, again)) {
            assertThat(state(response)).isEqualTo("MISS");
        }
    }

    @Test
    void keepsNoStreamThatWasPaidFor() throws Exception {
        // Given
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", "public, max-age=600");
            FakeUpstream.answer(exchange, 200, "paid for");
        });
        var payment = Payer.pay(Payer.challenge(send(cached("/feed"))));

        // When
        var paid = send(cached("/feed").header("PAYMENT-SIGNATURE", Payer.header(payment)));
        var stranger = send(cached("/feed"));

        // Then
        assertThat(paid.body()).isEqualTo("paid for");
        assertThat(stranger.statusCode()).isEqualTo(402);
        assertThat(state(stranger)).isEqualTo("MISS");
    }

    @Test
    void keepsNoChallengeAndNoProblem() throws Exception {
        // Given / When / Then each asks anew
        for (String path : new String[] {"/weather/berlin", "/weather//berlin"}) {
            var first = send(cached(path));
            var second = send(cached(path));
            assertThat(first.statusCode()).isBetween(400, 402);
            assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(state(second)).isEqualTo("MISS");
        }
    }

    @Test
    void isACacheForWhatIsFree() throws Exception {
        // Given
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().add("Cache-Control", "public, max-age=600");
            FakeUpstream.answer(exchange, 200, "free");
        });

        // When
        send(cached("/free"));
        var second = send(cached("/free"));

        // Then
        assertThat(state(second)).isEqualTo("HIT");
        assertThat(upstream.seen()).hasSize(1);
    }
}
