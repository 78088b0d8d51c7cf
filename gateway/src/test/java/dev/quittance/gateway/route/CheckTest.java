package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {
    private static final String OFFER = "{scheme: exact, network: \"eip155:84532\","
            + " asset: \"0x036CbD53842c5426634e7929541eC2318f3dCF7e\","
            + " payTo: \"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720\"%s}";
    private static final String HEAD = """
            version: "1"
            tenant: demo
            upstream: http://localhost:8400
            routes:
            """;
    private static final String OPENAPI = HEAD + """
              - openapi: weather.yaml
                flow: authorization
                accepts:
                  - %s
            """.formatted(OFFER.formatted(""));
    private static final String DOCUMENT = """
            openapi: 3.1.0
            servers: [{url: "https://api.example.com/v1/"}]
            paths:
              /weather/{city}:
                parameters: []
                get:
                  operationId: weather
                  summary: Weather of a city
                  x-quittance-price: "$0.002"
                post:
                  operationId: report
                  x-quittance-price: "5000"
              /health:
                get:
                  operationId: health
            """;

    @TempDir
    Path folder = Path.of("");

    @Test
    void tellsEachRouteInALine() throws IOException {
        // Given
        String text =
                HEAD + route("a", "/a/*", "hosts: [a.example], quota: {free: 5, every: 1d}, ") + route("b", "/b", "");

        // When
        String told = check(0, text);

        // Then
        assertThat(told.lines())
                .containsExactly(
                        "a: GET a.example/a/* at 1000 of USDC eip155:84532 to 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720,"
                                + " 5 free every PT24H -> upstream",
                        "b: GET /b at 1000 of USDC eip155:84532 to 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 -> upstream",
                        "version 1 of tenant demo: 2 routes; other paths are free");
    }

    @Test
    void tellsAllFaultsWithTheirLines() throws IOException {
        assertThat(check(1, HEAD + route("a", "a", "") + route("b", "/b", "bind: x, ") + route("c", "/c", "")))
                .isEqualTo("""
                        routes file, line 5: path: the request target is not in origin form
                        routes file, line 6: unknown key bind
                        """);
    }

    @Test
    void warnsOfWhatIsLegalButSurprising() throws IOException {
        // Given a template whose parent is free, a route that others cover, and an upstream that nobody asks
        String text = HEAD.replace(
                        "upstream: http://localhost:8400",
                        "upstreams: [{name: x, servers: [http://x]}, {name: y, servers: [http://y]}]")
                + route("city", "/weather/{city}", "")
                + route("all", "/a/*", "")
                + route("itself", "/a", "")
                + route("rest", "/a/{x}/*", "");

        // When
        String told = check(0, text);

        // Then
        assertThat(told.lines().filter(line -> line.startsWith("warning: ")))
                .containsExactly(
                        "warning: route city: /weather itself is on no route and free; unmatched: refuse would refuse it",
                        "warning: route all is never reached: more specific routes sell all of it",
                        "warning: upstream y is never asked");
        assertThat(check(0, "unmatched: refuse\n" + HEAD + route("city", "/weather/{city}", "")))
                .doesNotContain("warning");
    }

    @Test
    void saysWhenThereIsNoFile() throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(CheckMain.check(folder.resolve("none.yaml"), new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("none.yaml cannot be read");
    }

    @Test
    void takesPricesFromAnOpenApiDocument() throws IOException {
        // Given
        Files.writeString(folder.resolve("weather.yaml"), DOCUMENT);

        // When
        String told = check(0, OPENAPI);

        // Then
        assertThat(told.lines())
                .contains(
                        "weather: GET /v1/weather/{city} at 2000 of USDC eip155:84532 to"
                                + " 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 -> upstream",
                        "report: POST /v1/weather/{city} at 5000 of USDC eip155:84532 to"
                                + " 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 -> upstream")
                .noneMatch(line -> line.contains("health"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$0.002 | 0.002 | openapi file weather.yaml, line 9: x-quittance-price: not an unsigned decimal",
                "$0.002 | $0.0000001 | openapi file weather.yaml, line 9: x-quittance-price: the price is finer",
                "operationId: weather | x: y | openapi file weather.yaml, line 7: key operationId is missing",
                "operationId: report | operationId: weather | openapi file weather.yaml, line 11: route weather appears twice",
                "/weather/{city}: | /weather/{city}.json: | openapi file weather.yaml, line 4: /weather/{city}.json: braces",
                "parameters: [] | $ref: x | openapi file weather.yaml, line 5: $ref: paths that are written elsewhere",
                "openapi: 3.1.0 | openapi: 2.0 | openapi file weather.yaml, line 1: openapi: expected version 3",
                "openapi: 3.1.0 | openapi: [ | openapi file weather.yaml, line 3: not YAML",
                "x-quittance-price | x-price | openapi file weather.yaml, line 1: no operation has x-quittance-price",
            })
    void namesFileAndLineOfFaultsInAnOpenApiDocument(String right, String wrong, String fault) throws IOException {
        // Given
        Files.writeString(folder.resolve("weather.yaml"), DOCUMENT.replace(right, wrong));

        // When / Then
        assertThat(check(1, OPENAPI)).contains(fault);
    }

    @Test
    void refusesPricesBesideThoseOfTheDocumentAndMissingDocuments() throws IOException {
        assertThat(check(1, OPENAPI)).contains("routes file, line 5: openapi: ").contains("cannot be read");
        Files.writeString(folder.resolve("weather.yaml"), DOCUMENT);
        assertThat(check(
                        1, HEAD + "  - {openapi: weather.yaml, accepts: [" + OFFER.formatted(", price: \"$1\"") + "]}"))
                .contains("routes file, line 5: the prices stand in the OpenAPI document");
        assertThat(check(1, HEAD + "  - {openapi: weather.yaml, name: x, accepts: [" + OFFER.formatted("") + "]}"))
                .contains("routes file, line 5: unknown key name");
    }

    private String check(int expected, String text) throws IOException {
        var file = Files.writeString(folder.resolve("routes.yaml"), text);
        var out = new ByteArrayOutputStream();
        int code = CheckMain.check(file, new PrintStream(out, true, StandardCharsets.UTF_8));
        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(told).isEqualTo(expected);
        return told;
    }

    private static String route(String name, String path, String more) {
        return "  - {name: " + name + ", " + more + "methods: [GET], path: '" + path + "', accepts: ["
                + OFFER.formatted(", price: \"$0.001\"") + "]}\n";
    }
}
