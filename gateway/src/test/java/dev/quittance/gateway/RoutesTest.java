package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.route.CurrentRoutes;
import dev.quittance.protocol.json.JsonObject;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
class RoutesTest extends GatewayTestCase {
    private static final String ACCEPTS = ", accepts: [{scheme: exact, network: \"eip155:84532\","
            + " asset: \"0x036CbD53842c5426634e7929541eC2318f3dCF7e\", price: \"$1\","
            + " payTo: \"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720\"}]}\n";

    @Inject
    CurrentRoutes routes;

    @Inject
    MeterRegistry metrics;

    @Inject
    GatewayConfig config;

    private final AtomicReference<String> first = new AtomicReference<>("");

    @AfterEach
    void restoreThePrices() throws Exception {
        if (!first.get().isEmpty()) {
            replace("restored", first.get().replace("version: \"1\"", "version: restored"));
        }
    }

    @Test
    void pricesTemplatesOnTheirHost() throws Exception {
        // Given
        add("hosted", "{name: city, hosts: ['*.example.com'], methods: [GET], path: '/cities/{city}'" + ACCEPTS);

        // When / Then
        assertThat(sendRaw(asked("/cities/rome", "api.example.com"))).startsWith("HTTP/1.1 402 ");
        assertThat(sendRaw(asked("/CITIES/%72ome/", "api.example.com:80"))).startsWith("HTTP/1.1 402 ");
        assertThat(sendRaw(asked("/cities/rome", "evil.example"))).startsWith("HTTP/1.1 421 ");
        assertThat(upstream.seen()).isEmpty();
        assertThat(code(send(request("/cities/rome")))).isEqualTo("misdirected_host");
        assertThat(send(request("/cities/rome/more")).statusCode()).isEqualTo(200);
    }

    @Test
    void honoursQuotesThatAreOlderThanThePrices() throws Exception {
        // Given a quote
        var quoted = challenge("/weather/berlin");
        var payment = Payer.pay(quoted);

        // When the price changes
        change("dearer", text -> text.replace("price: \"$0.001\"", "price: \"$0.005\""));

        // Then the old one is taken, and new ones are quoted at the new price
        var answer = sendPaid("/weather/berlin", payment);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(facilitator.asked()).isNotEmpty();
        var next = challenge("/weather/berlin");
        assertThat(next.accepts().getFirst().amount()).isEqualTo(BigInteger.valueOf(5000));
        assertThat(next.extensions().object("quittance").object("info").text("priceVersion"))
                .isEqualTo("dearer");
    }

    @Test
    void keepsThePricesWhenTheNewOnesAreFaulty() throws Exception {
        // Given
        var before = routes.get();
        remember();

        // When
        var refused = metrics.counter("quittance.gateway.routes.reloads", "result", "refused");
        double refusals = refused.count();
        Files.writeString(config.routesFile(), first.get().replace("methods:", "method:"));
        await("a refusal", () -> refused.count() > refusals);

        // Then
        assertThat(routes.get()).isSameAs(before);
        assertThat(challenge("/weather/x").accepts()).isNotEmpty();
    }

    @Test
    void asksTheMerchantWhatARequestCosts() throws Exception {
        // Given
        upstream.behave(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/prices")) {
                var asked =
                        JsonObject.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                assertThat(asked.text("tenant")).isEqualTo("demo");
                assertThat(asked.text("method")).isEqualTo("GET");
                assertThat(asked.text("path")).isEqualTo("/priced");
                String price = asked.text("query").equals("n=2") ? "{\"price\":\"$0.02\"}" : "{\"amount\":\"10000\"}";
                FakeUpstream.answer(exchange, 200, price);
            } else {
                FakeUpstream.answer(exchange, 200, "bought");
            }
        });
        add(
                "endpoint",
                "{name: priced, methods: [GET], path: /priced, pricing: {url: '" + upstream.url()
                        + "/prices', timeout: 5s, cache: 1h}" + ACCEPTS);

        // When
        var one = challenge("/priced?n=1");
        var two = challenge("/priced?n=2");
        challenge("/priced?n=2");

        // Then each has its price, asked once, and it is what is paid
        assertThat(one.accepts().getFirst().amount()).isEqualTo(BigInteger.valueOf(10_000));
        assertThat(two.accepts().getFirst().amount()).isEqualTo(BigInteger.valueOf(20_000));
        assertThat(upstream.seen()).hasSize(2);
        var answer = sendPaid("/priced?n=2", Payer.pay(two));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("bought");
        // A quote for one request is none for another.
        assertThat(sendPaid("/priced?n=2", Payer.pay(one)).statusCode()).isEqualTo(402);
    }

    @Test
    void sellsNothingWhenTheMerchantSaysNoPrice() throws Exception {
        // Given
        add(
                "dumb",
                "{name: dumb, methods: [GET, POST], path: /dumb, pricing: {url: '" + upstream.url()
                        + "/prices', timeout: 500ms}" + ACCEPTS);
        String[] answers = {
            "{}",
            "{\"price\":\"$2\"}",
            "{\"amount\":\"0\"}",
            "{\"amount\":\"-1\"}",
            "no",
            " ".repeat(5000),
            "{\"price\":\"$0.1\",\"amount\":\"1\"}"
        };

        // When / Then
        for (String answer : answers) {
            upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, answer));
            assertUnavailable();
        }
        upstream.behave(exchange -> {
            exchange.getResponseHeaders().set("Location", upstream.url() + "/elsewhere");
            FakeUpstream.answer(exchange, 307, "");
        });
        assertUnavailable();
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 500, "{\"price\":\"$0.1\"}"));
        assertUnavailable();
        assertThat(upstream.seen()).allMatch(seen -> seen.uri().equals("/prices"));
        var stalled = new CountDownLatch(1);
        upstream.behave(_ -> stalled.await());
        assertUnavailable();
        stalled.countDown();
        assertThat(send(request("/dumb").POST(BodyPublishers.ofString("x"))).statusCode())
                .isEqualTo(503);
    }

    @Test
    void tellsProgramsWhatIsSold() throws Exception {
        // Given / When
        var response = send(request("/.well-known/x402"));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("public, max-age=60");
        var list = JsonObject.parse(response.body());
        var items = list.objects("items");
        var weather = items.stream()
                .filter(item -> item.text("resource").equals("/weather/*"))
                .findFirst()
                .orElseThrow();
        assertThat(weather.texts("methods")).containsExactly("GET", "POST");
        assertThat(weather.objects("accepts").getFirst().text("amount")).isEqualTo("1000");
        assertThat(weather.object("extensions").has("quittance")).isTrue();
        assertThat(list.object("pagination").integer("total")).isEqualTo(items.size());
        assertThat(response.body()).doesNotContain("localhost");
        String etag = response.headers().firstValue("ETag").orElseThrow();
        assertThat(send(request("/.well-known/x402").header("If-None-Match", etag))
                        .statusCode())
                .isEqualTo(304);
        var second = JsonObject.parse(send(request("/.well-known/x402?limit=2&offset=" + (items.size() - 1)))
                .body());
        assertThat(second.objects("items")).hasSize(1);
        assertThat(code(send(request("/.well-known/x402?limit=0")))).isEqualTo("malformed_page");
        assertThat(send(request("/.well-known/x402").DELETE()).statusCode()).isEqualTo(405);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void givesEachClientWhatIsFreeAndSellsTheRest() throws Exception {
        // Given / When a client has its two
        String trace = "00-0af7651916cd43dd8448eb211c80319c-";
        String came = trace + "b7ad6b7169203331-01";
        var first = send(request("/taste").header("traceparent", came).POST(BodyPublishers.ofString("a body")));
        var second = send(request("/taste"));

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("sunny");
        assertThat(upstream.seen()).hasSize(2);
        assertThat(upstream.seen().getFirst().header("traceparent"))
                .startsWith(trace)
                .isNotEqualTo(came);
        assertThat(facilitator.asked()).isEmpty();

        // When it asks for more
        var third = send(request("/taste"));
        var posted = send(request("/taste").POST(BodyPublishers.ofString("a body")));

        // Then it pays
        assertThat(third.statusCode()).isEqualTo(402);
        assertThat(posted.statusCode()).isEqualTo(402);
        assertThat(upstream.seen()).hasSize(2);
        assertThat(sendPaid("/taste", Payer.pay(Payer.challenge(third))).statusCode())
                .isEqualTo(200);
    }

    private void assertUnavailable() throws Exception {
        var response = send(request("/dumb"));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(code(response)).isEqualTo("pricing_unavailable");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    private static String asked(String path, String host) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private void add(String version, String route) throws IOException {
        change(version, text -> text + "  - " + route);
    }

    private void change(String version, UnaryOperator<String> change) throws IOException {
        remember();
        replace(version, change.apply(first.get()).replace("version: \"1\"", "version: " + version));
    }

    private void remember() throws IOException {
        if (first.get().isEmpty()) {
            first.set(Files.readString(config.routesFile()).replaceFirst("version: .*", "version: \"1\""));
        }
    }

    private void replace(String version, String text) throws IOException {
        Files.writeString(config.routesFile(), text);
        await("prices of version " + version, () -> routes.get().version().equals(version));
    }
}
