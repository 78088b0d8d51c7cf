package dev.quittance.gateway.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.gateway.challenge.Challenger;
import dev.quittance.gateway.challenge.PricedRequest;
import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.gateway.route.RoutesFile;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.schemes.Schemes;
import io.vertx.core.MultiMap;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaymentReaderTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
    private static final MultiMap NO_HEADERS = MultiMap.caseInsensitiveMultiMap();
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY =
            Base64.getEncoder().encodeToString("another key of thirty-two bytes.".getBytes(StandardCharsets.US_ASCII));

    @Test
    void honoursAQuoteAfterThePricesChanged() {
        // Given a quote at the old price
        var before = gateway(routes("$0.001"), "1", "demo", NOW, "a:" + KEY);
        var header = pay(before.challenge(request("$0.001"), "Payment required")
                .paymentRequired()
                .toString());

        // When it comes back to a gateway with a new list
        var after = gateway("2", "demo", NOW, "a:" + KEY);
        var attempt = reader(after, "demo").read(request("$0.5"), header, NO_HEADERS);

        // Then the old price holds
        assertThat(attempt).isInstanceOfSatisfying(PaymentAttempt.Fits.class, fits -> {
            assertThat(fits.quoteHolds()).isTrue();
            assertThat(fits.claim().amount()).isEqualTo(BigInteger.valueOf(1000));
            assertThat(fits.settle().paymentRequirements().amount()).isEqualTo(BigInteger.valueOf(1000));
        });
    }

    @Test
    void seesWhenTheQuoteIsOver() {
        // Given
        var header = pay(gateway("1", "demo", NOW, "a:" + KEY)
                .challenge(request("$1"), "Payment required")
                .paymentRequired()
                .toString());

        // When
        var last = gateway("1", "demo", NOW.plus(LIFE).minusSeconds(1), "a:" + KEY);
        var over = gateway("1", "demo", NOW.plus(LIFE), "a:" + KEY);

        // Then
        assertThat(fits(reader(last, "demo").read(request("$1"), header, NO_HEADERS))
                        .quoteHolds())
                .isTrue();
        assertThat(fits(reader(over, "demo").read(request("$1"), header, NO_HEADERS))
                        .quoteHolds())
                .isFalse();
    }

    @Test
    void takesQuotesUnderOldKeysButNotUnderForeignOnes() {
        // Given
        var header = pay(gateway("1", "demo", NOW, "a:" + KEY)
                .challenge(request("$1"), "Payment required")
                .paymentRequired()
                .toString());

        // When
        var rotated = gateway("1", "demo", NOW, "b:" + OTHER_KEY, "a:" + KEY);
        var foreign = gateway("1", "demo", NOW, "a:" + OTHER_KEY);
        var otherTenant = gateway("1", "other", NOW, "a:" + KEY);

        // Then
        var invalid = new PaymentAttempt.Unfit("challenge_invalid");
        assertThat(reader(rotated, "demo").read(request("$1"), header, NO_HEADERS))
                .isInstanceOf(PaymentAttempt.Fits.class);
        assertThat(reader(foreign, "demo").read(request("$1"), header, NO_HEADERS))
                .isEqualTo(invalid);
        assertThat(reader(otherTenant, "other").read(request("$1"), header, NO_HEADERS))
                .isEqualTo(invalid);
    }

    @Test
    void knowsAPermitByItsPayerAndNonce() {
        // Given
        var offers = permit2Routes();
        var gateway = gateway(offers, "1", "demo", NOW, "a:" + KEY);
        var request = request(offers);
        var challenge =
                gateway.challenge(request, "Payment required").paymentRequired().toString();

        // When
        var fits = fits(reader(gateway, "demo").read(request, permit(challenge), NO_HEADERS));

        // Then
        assertThat(fits.claim().offer().extra().text("assetTransferMethod")).isEqualTo("permit2");
        assertThat(fits.claim().authorization().payer()).hasToString("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        assertThat(fits.claim().authorization().nonce()).isEqualTo(Bytes32.of(BigInteger.valueOf(77)));
    }

    @Test
    void takesNoPermitWhereNoneIsOffered() {
        var gateway = gateway("1", "demo", NOW, "a:" + KEY);
        var challenge = gateway.challenge(request("$1"), "Payment required")
                .paymentRequired()
                .toString();

        assertThat(reader(gateway, "demo").read(request("$1"), permit(challenge), NO_HEADERS))
                .isEqualTo(new PaymentAttempt.Unfit("unsupported_payload_type"));
    }

    @Test
    void takesNoAuthorizationWhereAPermitIsOffered() {
        var offers = permit2Routes();
        var gateway = gateway(offers, "1", "demo", NOW, "a:" + KEY);
        var request = request(offers);
        var challenge =
                gateway.challenge(request, "Payment required").paymentRequired().toString();

        assertThat(reader(gateway, "demo").read(request, pay(challenge), NO_HEADERS))
                .isEqualTo(new PaymentAttempt.Unfit("invalid_payload"));
    }

    private static PaymentAttempt.Fits fits(PaymentAttempt attempt) {
        assertThat(attempt).isInstanceOf(PaymentAttempt.Fits.class);
        return (PaymentAttempt.Fits) attempt;
    }

    private static PaymentReader reader(Challenger challenger, String tenant) {
        return new PaymentReader(challenger, new Schemes(Registry.builtIn(), Secp256k1.create()), tenant, 16_384);
    }

    private static Challenger gateway(String version, String tenant, Instant now, String... keys) {
        return gateway(routes("$1"), version, tenant, now, keys);
    }

    private static Challenger gateway(RouteTable list, String version, String tenant, Instant now, String... keys) {
        var challenges = new Challenges(ChallengeKeys.parse(List.of(keys)), new SecureRandom());
        var routes = new RouteTable(version, tenant, list.upstreams(), false, list.routes());
        return new Challenger(routes, challenges, Optional.empty(), LIFE, () -> now);
    }

    private static PricedRequest request(String price) {
        return request(routes(price));
    }

    private static PricedRequest request(RouteTable list) {
        var route = list.routes().getFirst();
        return new PricedRequest(
                "GET", "http://localhost", "localhost", RequestTarget.parse("/x"), Bytes32.of(BigInteger.ONE), route);
    }

    private static RouteTable permit2Routes() {
        return list("price: \"$1\", method: permit2");
    }

    private static RouteTable routes(String price) {
        return list("price: \"" + price + "\"");
    }

    private static RouteTable list(String terms) {
        return new RoutesFile(Registry.builtIn()).read("""
                version: "1"
                tenant: demo
                upstream: http://localhost:8400
                routes:
                  - name: x
                    methods: [GET]
                    path: /x
                    accepts:
                      - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", %s, payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
                """.formatted(terms));
    }

    private static String permit(String paymentRequired) {
        var permit = JsonObject.builder()
                .put("from", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
                .put("nonce", "77")
                .build();
        return header(
                paymentRequired,
                JsonObject.builder().put("permit2Authorization", permit).build());
    }

    private static String pay(String paymentRequired) {
        var challenge = challenge(paymentRequired);
        var authorization = JsonObject.builder()
                .put("from", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
                .put("to", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
                .put("value", challenge.accepts().getFirst().amount().toString())
                .put("validAfter", "0")
                .put("validBefore", "1900000000")
                .put("nonce", "0x" + "01".repeat(32))
                .build();
        return header(
                paymentRequired,
                JsonObject.builder().put("authorization", authorization).build());
    }

    private static PaymentRequired challenge(String paymentRequired) {
        return PaymentRequired.fromJson(PaymentHeader.decode(paymentRequired, 16_384));
    }

    private static String header(String paymentRequired, JsonObject payload) {
        var challenge = challenge(paymentRequired);
        var payment =
                new PaymentPayload(Optional.empty(), challenge.accepts().getFirst(), payload, challenge.extensions());
        return PaymentHeader.encode(payment.toJson());
    }
}
