package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.RouteTable.Match;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesFileTest {
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final String FILE = """
            version: "1"
            tenant: demo
            upstream: http://localhost:8400
            routes:
              - name: weather
                methods: [GET]
                path: /weather/*
                description: Current weather
                accepts:
                  - scheme: exact
                    network: "eip155:84532"
                    asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
                    price: "$0.001"
                    payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"
              - name: storm
                methods: [GET, POST]
                path: /weather/storm
                idempotent: true
                accepts:
                  - {scheme: exact, network: "eip155:8453", asset: 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913, amount: 77, payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720", maxTimeoutSeconds: 60}
            """;

    private final RoutesFile reader = new RoutesFile(Registry.builtIn());

    @Test
    void readsPricesAndDomainsOfAssets() {
        // Given / When
        var table = reader.read(FILE);

        // Then
        var weather = priced(table, "GET", "/weather/berlin").accepts().getFirst();
        assertThat(weather.amount()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(weather.asset()).isEqualTo(USDC);
        assertThat(weather.maxTimeoutSeconds()).isEqualTo(300);
        var storm = priced(table, "POST", "/weather/storm").accepts().getFirst();
        assertThat(storm.amount()).isEqualTo(BigInteger.valueOf(77));
        assertThat(storm.extra().text("name")).isEqualTo("USD Coin");
        assertThat(storm.maxTimeoutSeconds()).isEqualTo(60);
    }

    @Test
    void readsHowARouteIsMetered() {
        // Given
        String metered = FILE.replace(
                        "    description: Current weather\n", "    flow: authorization\n    meterHeader: X-Units\n")
                .replace(
                        "scheme: exact\n",
                        "scheme: upto\n        settler: \"0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f\"\n");

        // When
        var route = priced(reader.read(metered), "GET", "/weather/berlin");

        // Then
        assertThat(route.meter()).hasValue(new Meter("X-Units", Meter.Unread.REFUSE));
        var offer = route.accepts().getFirst();
        assertThat(offer.scheme()).isEqualTo("upto");
        assertThat(offer.extra().text("assetTransferMethod")).isEqualTo("permit2");
        assertThat(offer.extra().text("facilitatorAddress")).isEqualTo("0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f");
        assertThat(priced(
                                reader.read(metered.replace("X-Units\n", "X-Units\n    unmetered: max\n")),
                                "GET",
                                "/weather/x")
                        .meter())
                .hasValue(new Meter("X-Units", Meter.Unread.MAX));
        for (String wrong : List.of(
                metered.replace("    meterHeader: X-Units\n", ""),
                metered.replace("    flow: authorization\n", ""),
                metered.replace("scheme: upto", "scheme: exact"),
                metered.replace("        settler: \"0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f\"\n", ""),
                metered.replace("scheme: upto\n", "scheme: upto\n        method: eip3009\n"))) {
            assertThatThrownBy(() -> reader.read(wrong)).isInstanceOf(InvalidRoutesException.class);
        }
    }

    @Test
    void letsTheMostSpecificPathDecide() {
        // Given
        var table = reader.read(FILE);

        // When / Then
        assertThat(priced(table, "GET", "/weather/storm").name()).isEqualTo("storm");
        assertThat(priced(table, "GET", "/weather/storm/now").name()).isEqualTo("weather");
        assertThat(priced(table, "GET", "/weather").name()).isEqualTo("weather");
        assertThat(table.match("GET", "localhost", RequestTarget.parse("/weatherman")))
                .isEqualTo(new Match.Free());
        assertThat(table.match("PUT", "localhost", RequestTarget.parse("/weather/storm")))
                .isEqualTo(new Match.NotSold(Set.of("GET", "POST")));
    }

    @Test
    void readsHowARouteIsSold() {
        // Given
        var sold = FILE.replace("    idempotent: true\n", """
                    idempotent: true
                    binding: strict
                    flow: authorization
                    release: included
                    raise: [{above: 1000000, release: safe}, {above: 50000000, release: finalized}]
                    orderHeader: X-Order-Id
                    identifier: required
                """);

        // When
        var storm = priced(reader.read(sold), "GET", "/weather/storm");
        var weather = priced(reader.read(sold), "GET", "/weather/x");

        // Then
        assertThat(storm.binding()).isEqualTo(Binding.STRICT);
        assertThat(storm.flow()).isEqualTo(Flow.AUTHORIZATION);
        assertThat(storm.accepts().getFirst().extra().optionalText("paymentFlow"))
                .isEmpty();
        assertThat(storm.orderHeader()).contains("X-Order-Id");
        assertThat(storm.identifier()).contains(IdentifierRule.REQUIRED);
        assertThat(weather.identifier()).isEmpty();
        assertThat(storm.release().level(BigInteger.valueOf(1_000_000))).isEqualTo(Level.INCLUDED);
        assertThat(storm.release().level(BigInteger.valueOf(1_000_001))).isEqualTo(Level.SAFE);
        assertThat(storm.release().level(BigInteger.valueOf(50_000_001))).isEqualTo(Level.FINALIZED);
        assertThat(weather.binding()).isEqualTo(Binding.COMPAT);
        assertThat(weather.flow()).isEqualTo(Flow.UPFRONT);
        assertThat(weather.release().level(BigInteger.TEN.pow(30))).isEqualTo(Level.INCLUDED);
    }

    @Test
    void knowsWhatMayBeRepeated() {
        // Given
        var table = reader.read(FILE);

        // When / Then
        assertThat(priced(table, "GET", "/weather/x").isIdempotent("GET")).isTrue();
        assertThat(priced(table, "GET", "/weather/x").isIdempotent("POST")).isFalse();
        assertThat(priced(table, "POST", "/weather/storm").isIdempotent("POST")).isTrue();
    }

    @Test
    void refusesWhatIsNotListedWhenToldTo() {
        // Given
        var table = reader.read("unmatched: refuse\n" + FILE);

        // When / Then
        assertThat(table.match("GET", "localhost", RequestTarget.parse("/other")))
                .isEqualTo(new Match.Unknown());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "price: \"$0.001\" | pric: \"$0.001\" | 10 | expected either price or amount",
                "description: Current | descripton: Current | 8 | unknown key descripton",
                "name: storm | name: weather | 15 | route weather appears twice",
                "path: /weather/storm | path: /Weather/* | 15 | sells what another route sells",
                "description: Current weather | path: /x | 8 | key path appears twice",
                "$0.001 | $0.0000001 | 13 | finer than the asset's 6 decimals",
                "$0.001 | $0 | 13 | above zero",
                "$0.001 | $-1 | 13 | written like $0.001",
                "$0.001 | 0.001 | 13 | written like $0.001",
                "$0.001 | $01 | 13 | written like $0.001",
                "amount: 77 | amount: 0 | 20 | above zero",
                "amount: 77 | amount: 0x10 | 20 | not an unsigned decimal",
                "amount: 77 | amount: 077 | 20 | not an unsigned decimal",
                "eip155:84532 | eip155:1 | 11 | unknown network",
                "eip155:84532 | EIP155:84532 | 11 | unknown network",
                "0x036CbD53842c5426634e7929541eC2318f3dCF7e | 0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 | 12 | unknown asset",
                "0x036CbD53842c5426634e7929541eC2318f3dCF7e | 0x036cbD53842c5426634e7929541eC2318f3dCF7e | 12 | checksum",
                "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720 | 0x0000000000000000000000000000000000000000 | 14 | nobody can spend",
                "scheme: exact | scheme: batch | 10 | unknown scheme",
                "methods: [GET] | methods: [get] | 5 | unknown method get",
                "methods: [GET] | methods: [] | 6 | methods is a list that is not empty",
                "path: /weather/* | path: /weather/a{x} | 7 | braces stand around",
                "path: /weather/* | path: /weather/{1x} | 7 | braces stand around",
                "idempotent: true | hosts: [API.example.com] | 18 | no host name in lower case",
                "idempotent: true | hosts: ['*'] | 18 | no host name in lower case",
                "idempotent: true | hosts: [a.example, a.example] | 18 | a host appears twice",
                "idempotent: true | upstream: other | 18 | there is no upstream other",
                "idempotent: true | bodyMax: 5X | 18 | expected a size",
                "idempotent: true | requestHeaders: {set: {Host: x}} | 18 | header Host is the gateway's own",
                "idempotent: true | responseHeaders: {remove: [Payment-Response]} | 18 | the gateway's own",
                "idempotent: true | requestHeaders: {drop: [Cookie]} | 18 | unknown key drop",
                "path: /weather/* | path: weather | 7 | origin form",
                "path: /weather/* | path: /*/weather | 7 | exact, or ends with",
                "path: /weather/* | path: /a/../b | 7 | dot segment",
                "idempotent: true | idempotent: yes | 18 | idempotent is true or false",
                "idempotent: true | binding: Strict | 18 | expected lower case",
                "idempotent: true | binding: loose | 18 | binding",
                "idempotent: true | flow: escrow | 18 | flow",
                "idempotent: true | raise: [{above: 5}, {above: 5}] | 18 | must grow",
                "idempotent: true | identifier: sometimes | 18 | identifier",
                "idempotent: true | sponsoring: [eip2612GasSponsoring] | 18 | goes with permit2",
                "idempotent: true | orderHeader: X Order | 18 | name of a header",
                "maxTimeoutSeconds: 60 | maxTimeoutSeconds: 0 | 20 | expected 1 to",
                "http://localhost:8400 | ftp://localhost | 3 | http or https",
                "http://localhost:8400 | http://user@localhost | 3 | http or https",
                "http://localhost:8400 | http://localhost/base | 3 | http or https",
                "version: \"1\" | version: | 1 | version is one value",
                "tenant: demo | tenant: a/b | 2 | expected 1 to 64 letters",
                "tenant: demo | tenant: [demo | 3 | not YAML"
            })
    void namesTheLineOfEachFault(String right, String wrong, int line, String fault) {
        // Given
        assertThat(FILE).contains(right);
        String broken =
                FILE.substring(0, FILE.indexOf(right)) + wrong + FILE.substring(FILE.indexOf(right) + right.length());

        // When / Then
        assertThatThrownBy(() -> reader.read(broken))
                .isInstanceOf(InvalidRoutesException.class)
                .hasMessageStartingWith("routes file, line " + line + ": ")
                .hasMessageContaining(fault);
    }

    @Test
    void refusesEmptyFiles() {
        // Given / When / Then
        assertThatThrownBy(() -> reader.read("")).hasMessage("routes file, line 1: the file is empty");
    }

    private static Route priced(RouteTable table, String method, String path) {
        return switch (table.match(method, "localhost", RequestTarget.parse(path))) {
            case Match.Priced(var route) -> route;
            case Match.Free _, Match.Unknown _, Match.NotSold _, Match.OtherHost _ ->
                throw new AssertionError(path + " has no price");
        };
    }
}
