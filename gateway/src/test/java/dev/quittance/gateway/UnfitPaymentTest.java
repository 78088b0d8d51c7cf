package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.challenge.ChallengeTerms;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class UnfitPaymentTest extends GatewayTestCase {
    private static final String PATH = "/weather/berlin";

    @AfterEach
    void nothingMoved() {
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "e30",
                "e30=x",
                "e30==",
                "_-8=",
                "bnVsbA==",
                "W10=",
                "e30=",
                "eyJhIjoxLCJhIjoxfQ==",
                "eyJ4NDAyVmVyc2lvbiI6Mn0=",
                "eyJ4NDAyVmVyc2lvbiI6MWU0MDB9",
                // a NUL before the JSON, a byte order mark, a lone surrogate, text after the object, an unpaired brace
                "AHsifQ==",
                "77u/e30=",
                "eyJhIjoiXHVkODAwIn0=",
                "e317fQ==",
                "e3s=",
                "eyJ4NDAyVmVyc2lvbiI6Mi4wfQ==",
                "eyJ4NDAyVmVyc2lvbiI6IjIifQ==",
                "eyJ4NDAyVmVyc2lvbiI6TmFOfQ==",
                "AAAA"
            })
    void challengesHeadersThatCannotBeRead(String value) throws Exception {
        // Given / When
        var response = send(request(PATH).header("PAYMENT-SIGNATURE", value));

        // Then
        assertUnfit(response, "invalid_payload");
    }

    @Test
    void challengesHeadersThatAreTooLong() throws Exception {
        // Given a well-formed message longer than the limit
        var message = JsonObject.builder().put("a", "b".repeat(13_000)).build();

        // When
        var response = send(request(PATH).header("PAYMENT-SIGNATURE", PaymentHeader.encode(message)));

        // Then
        assertUnfit(response, "invalid_payload");
    }

    @Test
    void challengesOtherVersionsInTheNewHeader() throws Exception {
        // Given
        var message = JsonObject.builder().put("x402Version", 1).build();

        // When / Then
        assertUnfit(
                send(request(PATH).header("PAYMENT-SIGNATURE", PaymentHeader.encode(message))), "invalid_x402_version");
    }

    @Test
    void refusesSeveralPaymentHeaders() throws Exception {
        // Given
        var one = Payer.header(Payer.pay(challenge(PATH)));
        var two = Payer.header(Payer.pay(challenge(PATH)));

        // When
        var doubled = send(request(PATH).header("PAYMENT-SIGNATURE", one).header("PAYMENT-SIGNATURE", two));
        var joined = send(request(PATH).header("PAYMENT-SIGNATURE", one + ", " + two));
        var old = send(request(PATH).header("X-PAYMENT", one).header("X-PAYMENT", two));
        var bothVersions = send(request(PATH).header("PAYMENT-SIGNATURE", one).header("X-PAYMENT", two));

        // Then
        for (var response : List.of(doubled, joined, old, bothVersions)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(code(response)).isEqualTo("several_payments");
        }
    }

    @Test
    void challengesPaymentsWithoutTheEcho() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));

        // When
        var removed = sendPaid(PATH, with(payment, JsonObject.EMPTY));
        var emptied = sendPaid(
                PATH,
                with(
                        payment,
                        JsonObject.builder().put("quittance", JsonObject.EMPTY).build()));

        // Then
        assertUnfit(removed, "extension_echo_mismatch");
        assertUnfit(emptied, "extension_echo_mismatch");
    }

    @Test
    void challengesEchoesThatWereChanged() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        var info = payment.extensions().object("quittance").object("info");
        String id = info.text("challenge");
        var cheap = JsonObject.builder()
                .putObjects(
                        "accepts",
                        info.objects("accepts").stream()
                                .map(offer ->
                                        offer.toBuilder().put("amount", "1").build())
                                .toList());
        var cheaper = info.toBuilder()
                .putObjects("accepts", cheap.build().objects("accepts"))
                .build();

        // When / Then
        assertUnfit(sendPaid(PATH, with(payment, echo(cheaper))), "challenge_invalid");
        assertUnfit(
                sendPaid(
                        PATH,
                        with(
                                payment,
                                echo(info.toBuilder().put("priceVersion", "2").build()))),
                "challenge_invalid");
        String flipped = (id.endsWith("A") ? "B" : "A");
        assertUnfit(
                sendPaid(
                        PATH,
                        with(
                                payment,
                                echo(info.toBuilder()
                                        .put("challenge", id.substring(0, id.length() - 1) + flipped)
                                        .build()))),
                "challenge_invalid");
        assertUnfit(
                sendPaid(
                        PATH,
                        with(
                                payment,
                                echo(info.toBuilder().put("challenge", "none").build()))),
                "challenge_invalid");
    }

    @Test
    void challengesPaymentsForOtherRequests() throws Exception {
        // Given
        var payment = Payer.pay(challenge("/weather/paris"));

        // When / Then: another path, another query, another method
        assertUnfit(sendPaid(PATH, payment), "challenge_invalid");
        assertUnfit(sendPaid("/weather/paris?unit=f", payment), "challenge_invalid");
        assertUnfit(
                send(request("/weather/paris")
                        .header("PAYMENT-SIGNATURE", Payer.header(payment))
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody())),
                "challenge_invalid");
        assertUnfit(sendPaid("/dear", payment), "challenge_invalid");
    }

    @Test
    void challengesTermsThatWereNeverOffered() throws Exception {
        // Given
        var challenge = challenge(PATH);
        var offer = challenge.accepts().getFirst();
        var cheap = new PaymentRequirements(
                offer.scheme(),
                offer.network(),
                BigInteger.ONE,
                offer.asset(),
                offer.payTo(),
                offer.maxTimeoutSeconds(),
                offer.extra());
        var own = new PaymentRequirements(
                offer.scheme(),
                offer.network(),
                offer.amount(),
                offer.asset(),
                Payer.ADDRESS.toString(),
                offer.maxTimeoutSeconds(),
                offer.extra());

        // When / Then
        for (var accepted : List.of(cheap, own)) {
            assertUnfit(
                    sendPaid(PATH, Payer.pay(challenge, accepted, Payer.nonce())), "No matching payment requirements");
        }
    }

    @Test
    void challengesPayloadsWithoutAnAuthorization() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));

        // When
        var without =
                new PaymentPayload(payment.resource(), payment.accepted(), JsonObject.EMPTY, payment.extensions());

        // Then
        assertUnfit(sendPaid(PATH, without), "invalid_payload");
    }

    @ParameterizedTest
    @CsvSource({
        "nonce, 0x00",
        "nonce, 0X0101010101010101010101010101010101010101010101010101010101010101",
        "nonce, 0x010101010101010101010101010101010101010101010101010101010101010",
        "nonce, 0x01010101010101010101010101010101010101010101010101010101010101010101",
        "from, 0x70997970c51812dc3A010C7d01b50e0d17dc79C8",
        "from, 0X70997970C51812DC3A010C7D01B50E0D17DC79C8",
        "from, 0x70997970c51812dc3a010c7d01b50e0d17dc79c",
        "from, 0x70997970c51812dc3a010c7d01b50e0d17dc79c8a",
        "to, vitalik.eth",
        "value, -1",
        "value, +1",
        "value, 01",
        "value, 1e3",
        "value, 1.0",
        "value, ''",
        "value, \uFF11",
        "value, 115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "validBefore, -1",
        "validAfter, 0x1"
    })
    void challengesAuthorizationsOfAnotherForm(String member, String value) throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        var broken = payment.payload().object("authorization").toBuilder()
                .put(member, value)
                .build();
        var payload = payment.payload().toBuilder().put("authorization", broken).build();

        // When / Then
        var changed = new PaymentPayload(payment.resource(), payment.accepted(), payload, payment.extensions());
        assertUnfit(sendPaid(PATH, changed), "invalid_payload");
    }

    @Test
    void challengesAnAmountThatIsANumber() throws Exception {
        // Given
        var payment = Payer.pay(challenge(PATH));
        var json = payment.toJson();
        var accepted = json.object("accepted").toBuilder().put("amount", 1000).build();
        var message = json.toBuilder().put("accepted", accepted).build();

        // When / Then
        assertUnfit(send(request(PATH).header("PAYMENT-SIGNATURE", PaymentHeader.encode(message))), "invalid_payload");
    }

    @Test
    void challengesMessagesThatAreNestedWithoutEnd() throws Exception {
        // Given
        String deep = "{\"x402Version\":2,\"payload\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        String header = Base64.getEncoder().encodeToString(deep.getBytes(StandardCharsets.US_ASCII));

        // When / Then
        assertUnfit(send(request(PATH).header("PAYMENT-SIGNATURE", header)), "invalid_payload");
    }

    @Test
    void challengesChallengesOfAnotherTenantAndOfAnotherTime() throws Exception {
        // Given the echo of a gateway with the same keys and prices, but of another tenant; and one whose expiry was
        // moved
        var payment = Payer.pay(challenge(PATH));
        var info = payment.extensions().object("quittance").object("info");
        var keys = ChallengeKeys.parse(List.of("test:" + Base64.getEncoder().encodeToString(new byte[32])));
        var foreignTerms = ChallengeTerms.of("other", Sha256.hash(new byte[0]), List.of(payment.accepted()));
        String foreign = new Challenges(keys, new SecureRandom())
                .issue(foreignTerms, Instant.now().plusSeconds(60));
        String[] parts = info.text("challenge").split("\\.", -1);
        String later = String.join(".", parts[0], Long.toString(Long.parseLong(parts[1]) + 1000), parts[2], parts[3]);

        // When / Then
        for (String id : List.of(foreign, later)) {
            var changed = info.toBuilder().put("challenge", id).build();
            assertUnfit(sendPaid(PATH, with(payment, echo(changed))), "challenge_invalid");
        }
    }

    @Test
    void survivesHeadersBeyondTheServersLimit() throws Exception {
        // Given / When
        String huge = Base64.getEncoder().encodeToString("x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));
        String answer =
                sendRaw("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nPAYMENT-SIGNATURE: " + huge + "\r\n\r\n");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 431 ");
    }

    private static void assertUnfit(java.net.http.HttpResponse<String> response, String error) {
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("PAYMENT-RESPONSE")).isEmpty();
        assertThat(Payer.challenge(response).error()).hasValue(error);
    }

    private static PaymentPayload with(PaymentPayload payment, JsonObject extensions) {
        return new PaymentPayload(payment.resource(), payment.accepted(), payment.payload(), extensions);
    }

    private static JsonObject echo(JsonObject info) {
        var extension = JsonObject.builder().put("info", info).build();
        return JsonObject.builder().put("quittance", extension).build();
    }
}
