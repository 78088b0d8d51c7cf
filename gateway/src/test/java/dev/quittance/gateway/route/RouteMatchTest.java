package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.RouteTable.Match;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteMatchTest {
    private static final String HEAD = """
            version: "1"
            tenant: demo
            upstream: http://localhost:8400
            routes:
            """;
    private static final String ACCEPTS =
            ", accepts: [{scheme: exact, network: \"eip155:84532\", asset: \"0x036CbD53842c5426634e7929541eC2318f3dCF7e\","
                    + " price: \"$0.001\", payTo: \"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720\"}]}\n";

    private final RoutesFile reader = new RoutesFile(Registry.builtIn());

    @ParameterizedTest
    @CsvSource({
        "/weather/berlin, city",
        "/Weather/BERLIN/, city",
        "/weather/%62erlin, city",
        "/weather/storm, storm",
        "/weather, FREE",
        "/weather/berlin/now, FREE",
        "/weather/berlin/hourly, hourly",
        "/files, files",
        "/files/a, files",
        "/files/a/b/c, files",
        "/files/a/meta, meta",
        "/files/a/meta/x, files",
        "/filesystem, FREE"
    })
    void matchesTemplatesSegmentBySegmentAndTheMostSpecificFirst(String path, String name) {
        // Given
        var table = reader.read(HEAD
                + route("city", "/weather/{city}")
                + route("storm", "/weather/storm")
                + route("hourly", "/weather/{city}/hourly")
                + route("files", "/files/*")
                + route("meta", "/files/{file}/meta"));

        // When / Then
        assertThat(found(table, "localhost", path)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, exact",
        "api.example.com:8402, exact",
        "api.example.com., exact",
        "www.example.com, below",
        "a.b.example.com, below",
        "x.deep.example.com, deeper",
        "example.com, all",
        "badexample.com, all",
        "[::1]:8402, all"
    })
    void letsTheNearestHostDecide(String host, String name) {
        // Given
        var table = reader.read(HEAD
                + route("all", "/x/y")
                + route("below", "/x/*", "'*.example.com'")
                + route("deeper", "/x/*", "'*.deep.example.com'")
                + route("exact", "/x/*", "api.example.com"));

        // When / Then
        assertThat(found(table, host, "/x/y")).isEqualTo(name);
    }

    @Test
    void givesNothingAwayOnHostsThatNobodyPriced() {
        // Given a path that is sold on one host, beside one that is free
        var table = reader.read(HEAD + route("api", "/x/*", "api.example.com"));

        // When / Then
        assertThat(found(table, "other.example.com", "/x/y")).isEqualTo("OTHER HOST");
        assertThat(found(table, "other.example.com", "/z")).isEqualTo("FREE");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{x}/c, /a/b/*",
        "/a/{x}, /{y}/b",
        "/{x}/*, /{y}/*",
        "/a/{x}, /A/{other}",
        "/{x}/b/*, /a/*",
    })
    void refusesRoutesBetweenWhichARequestCouldNotChoose(String one, String other) {
        assertThatThrownBy(() -> reader.read(HEAD + route("one", one) + route("other", other)))
                .isInstanceOf(InvalidRoutesException.class)
                .hasMessageStartingWith("routes file, line 6: route other ")
                .hasMessageEndingWith(": one, line 5");
    }

    @Test
    void takesOverlapsWhereHostOrMethodDecides() {
        // Given
        String text = HEAD
                + route("one", "/a/{x}", "a.example.com")
                + route("two", "/{y}/b", "b.example.com")
                + route("three", "/a/{x}/c")
                + route("four", "/a/b/*").replace("[GET]", "[POST]");

        // When
        var table = reader.read(text);

        // Then
        assertThat(found(table, "a.example.com", "/a/b")).isEqualTo("one");
        assertThat(found(table, "b.example.com", "/a/b")).isEqualTo("two");
        assertThat(found(table, "localhost", "/a/b/c")).isEqualTo("three");
        assertThat(table.match("POST", "localhost", RequestTarget.parse("/a/b/c")))
                .isInstanceOfSatisfying(
                        Match.Priced.class,
                        priced -> assertThat(priced.route().name()).isEqualTo("four"));
        assertThat(table.match("PUT", "localhost", RequestTarget.parse("/a/b/c")))
                .isEqualTo(new Match.NotSold(Set.of("GET", "POST")));
    }

    @Test
    void findsOneOfTenThousandRoutesInAsManyStepsAsItsPathHasSegments() {
        // Given
        var text = new StringBuilder(HEAD);
        for (int i = 0; i < RoutesFile.ROUTES_MAX; i++) {
            text.append(route("r" + i, "/shop/" + i + "/{item}"));
        }
        var table = reader.read(text.toString());

        // When / Then
        assertThat(found(table, "localhost", "/shop/9999/x")).isEqualTo("r9999");
        assertThat(found(table, "localhost", "/shop/10000/x")).isEqualTo("FREE");
    }

    @Test
    void readsGroupsOfServers() {
        // Given
        String text = HEAD.replace("upstream: http://localhost:8400", """
                upstreams:
                  - name: api
                    servers: ["http://10.0.0.1:8080", "http://10.0.0.2:8080"]
                    http2: true
                    connectTimeout: 500ms
                    idleTimeout: 1m
                    connectionsMax: 10
                    retries: 2
                    health: {path: /healthz, every: 1s, timeout: 200ms}
                  - {name: files, servers: ["https://files.example.com"]}""")
                + route("a", "/a")
                + route("b", "/b").replace("methods", """
                upstream: files, bodyMax: 10M, requestHeaders: {set: {X-Key: s3cret}, remove: [Cookie]}, methods""");

        // When
        var table = reader.read(text);

        // Then
        var api = table.routes().getFirst().upstream();
        assertThat(api).isEqualTo(table.upstreams().getFirst());
        assertThat(api.servers())
                .containsExactly(URI.create("http://10.0.0.1:8080"), URI.create("http://10.0.0.2:8080"));
        assertThat(api.connectTimeout()).hasValue(Duration.ofMillis(500));
        assertThat(api.health())
                .hasValue(new UpstreamGroup.HealthCheck("/healthz", Duration.ofSeconds(1), Duration.ofMillis(200)));
        assertThat(api.retriesMax()).isEqualTo(2);
        var second = table.routes().getLast();
        assertThat(second.upstream().name()).isEqualTo("files");
        assertThat(second.bodyMax()).hasValue(10 << 20);
        assertThat(second.requestHeaders().set()).containsEntry("X-Key", "s3cret");
        assertThat(second.requestHeaders().toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upstream: http://localhost:8400 | tenants: x | 1 | either upstream or upstreams",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: []}] | 3 | servers is a list",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: [http://h/x]}] | 3 | and nothing else",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: [http://h], retries: 9}] | 3 | 0 to 5",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: [http://h], idleTimeout: 5}] | 3 | a time like",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: [http://h], health: {path: x}}] | 3 | origin form",
                "upstream: http://localhost:8400 | upstreams: [{name: a, servers: [http://h]}, {name: a, servers: [http://h]}] | 3 | appears twice",
            })
    void namesTheLineOfFaultsInGroups(String right, String wrong, int line, String fault) {
        assertThatThrownBy(() -> reader.read((HEAD + route("a", "/a")).replace(right, wrong)))
                .isInstanceOf(InvalidRoutesException.class)
                .hasMessageStartingWith("routes file, line " + line + ": ")
                .hasMessageContaining(fault);
    }

    @Test
    void tellsTheFaultsOfAllRoutes() {
        assertThatThrownBy(() -> reader.read(HEAD
                        + route("a", "a")
                        + route("b", "/b")
                        + route("c", "/c").replace("$0.001", "free")))
                .isInstanceOfSatisfying(
                        InvalidRoutesException.class,
                        e -> assertThat(e.faults())
                                .extracting(InvalidRoutesException.Fault::line)
                                .containsExactly(5, 7))
                .hasMessageEndingWith("(and 1 more)");
    }

    private static String route(String name, String path) {
        return "  - {name: " + name + ", methods: [GET], path: '" + path + "'" + ACCEPTS;
    }

    private static String route(String name, String path, String host) {
        return "  - {name: " + name + ", hosts: [" + host + "], methods: [GET], path: '" + path + "'" + ACCEPTS;
    }

    private static String found(RouteTable table, String host, String path) {
        return switch (table.match("GET", host, RequestTarget.parse(path))) {
            case Match.Priced(var route) -> route.name();
            case Match.Free _ -> "FREE";
            case Match.Unknown _ -> "UNKNOWN";
            case Match.NotSold _ -> "NOT SOLD";
            case Match.OtherHost _ -> "OTHER HOST";
        };
    }
}
