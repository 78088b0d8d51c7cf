package dev.quittance.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.gateway.route.Route;
import dev.quittance.gateway.route.RoutesFile;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuoteTest {
    private static final Address SIGNER = Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com/x",
                "https://api.example.com/x?a=\"b\"&c=\\",
                "https://api.example.com/x?\"}],\"accepts\":[",
                "https://api.example.com/x?\\u0001id"
            })
    void writesWhatARecordWouldWrite(String url) {
        // Given
        var route = route("description: A \\\"fine\\\" \\\\ route — ☀");

        // When
        var challenge = Quote.of(route, "demo", Optional.of(SIGNER)).challenge("some \"error\"\n", url, "id");

        // Then
        var json = PaymentHeader.decode(challenge.paymentRequired().toString(), 16_384);
        var read = PaymentRequired.fromJson(json);
        assertThat(read.toJson()).isEqualTo(json);
        assertThat(read.error()).hasValue("some \"error\"\n");
        assertThat(read.resource().url()).isEqualTo(url);
        assertThat(read.resource().description()).isEqualTo(route.description());
        assertThat(read.accepts()).isEqualTo(route.accepts());
        assertThat(Echo.find(read.extensions())).hasValue(new Echo("id", "7", route.accepts()));
        var info = read.extensions().object("quittance").object("info");
        assertThat(info.text("binding")).isEqualTo("compat");
        assertThat(info.text("receiptSigner")).isEqualTo(SIGNER.toString());
        var old = JsonObject.parse(challenge.body());
        assertThat(old.text("error")).isEqualTo("some \"error\"\n");
        assertThat(old.objects("accepts").getFirst().text("resource")).isEqualTo(url);
    }

    @Test
    void declaresSponsoringAsTheReferencesServerDoes() throws IOException {
        // Given
        var route = route("sponsoring: [eip2612GasSponsoring, erc20ApprovalGasSponsoring]");

        // When
        var challenge = Quote.of(route, "demo", Optional.empty()).challenge("x", "http://x/", "id");

        // Then
        var extensions = PaymentHeader.decode(challenge.paymentRequired().toString(), 16_384)
                .object("extensions");
        try (var declared = Objects.requireNonNull(QuoteTest.class.getResourceAsStream("sponsoring.json"))) {
            assertThat(extensions.without("quittance")).isEqualTo(JsonObject.parse(declared.readAllBytes()));
        }
    }

    @Test
    void tellsOldClientsOnlyWhatTheirPaymentsCanTellApart() {
        // Given one price twice, at two time limits, and a price by permit
        var route = route("mimeType: text/plain");

        // When
        var offers = JsonObject.parse(Quote.of(route, "demo", Optional.empty())
                        .challenge("x", "http://x/", "id")
                        .body())
                .objects("accepts");

        // Then
        assertThat(route.accepts()).hasSize(4);
        assertThat(offers.stream().map(offer -> offer.text("maxAmountRequired")).toList())
                .isEqualTo(List.of("1000", "2000"));
        assertThat(offers.getFirst().integer("maxTimeoutSeconds")).isEqualTo(60);
    }

    private static Route route(String line) {
        String offer =
                "- {scheme: exact, network: \"eip155:84532\", asset: \"0x036CbD53842c5426634e7929541eC2318f3dCF7e\","
                        + " payTo: \"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720\", price: \"%s\", maxTimeoutSeconds: %d}";
        return new RoutesFile(Registry.builtIn())
                .read("""
                version: "7"
                tenant: demo
                upstream: http://localhost:8400
                routes:
                  - name: x
                    methods: [GET]
                    path: /x
                    %s
                    accepts:
                      %s
                      %s
                      %s
                      %s
                """.formatted(
                        line.replace("description: ", "description: \"") + (line.startsWith("description") ? "\"" : ""),
                        offer.formatted("$0.001", 60),
                        offer.formatted("$0.001", 90),
                        offer.formatted("$0.002", 60),
                        offer.formatted("$0.003", 60).replace("}", ", method: permit2}")))
                .routes()
                .getFirst();
    }
}
