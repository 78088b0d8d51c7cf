package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.x402.PaymentHeader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ChallengeTest extends GatewayTestCase {

    @Test
    void asksForPaymentInTheReferenceShape() throws Exception {
        // Given a priced path
        // When it is asked without payment
        var response = send(request("/weather/berlin?unit=c"));

        // Then the answer is the one that stock clients read
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        var challenge = Payer.challenge(response);
        assertThat(challenge.error()).hasValue("Payment required");
        assertThat(challenge.resource().url())
                .isEqualTo(gateway.resolve("/weather/berlin?unit=c").toString());
        assertThat(challenge.resource().mimeType()).hasValue("application/json");
        var offer = challenge.accepts().getFirst();
        assertThat(offer.amount()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(offer.extra().text("name")).isEqualTo("USDC");
        assertThat(offer.extra().text("version")).isEqualTo("2");
        assertThat(offer.extra().text("paymentFlow")).isEqualTo("upfront");
        assertThat(challenge.extensions().object("quittance").object("info").text("challenge"))
                .matches("test\\.[0-9]{10}\\.[\\w-]{22}\\.[\\w-]{43}");
        assertThat(challenge.extensions().object("quittance").has("schema")).isTrue();
        assertThat(challenge.extensions().object("quittance").object("info").text("binding"))
                .isEqualTo("compat");
        assertThat(challenge.extensions().has("payment-identifier")).isFalse();
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void challengesFitTheHeadersThatIntermediariesAccept() throws Exception {
        // Given / When
        var response = send(request("/weather/berlin"));

        // Then
        var header = response.headers().firstValue(PaymentHeader.PAYMENT_REQUIRED.headerName());
        assertThat(header.orElseThrow()).hasSizeLessThan(2996);
    }

    @Test
    void chargesForHeadWhatGetCosts() throws Exception {
        // Given / When
        var response = send(request("/weather/berlin").method("HEAD", BodyPublishers.noBody()));

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
    }

    @Test
    void refusesMethodsThatNobodyPriced() throws Exception {
        // Given / When
        var response = send(request("/weather/berlin").DELETE());

        // Then
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST");
        assertThat(code(response)).isEqualTo("method_not_sold");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void refusesBodiesTooLargeToBind() throws Exception {
        // Given one byte too many, once declared and once streamed
        byte[] body = new byte[(1 << 20) + 1];

        // When
        var declared = send(request("/weather/x").POST(BodyPublishers.ofByteArray(body)));
        var streamed = send(
                request("/weather/x").POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        // Then
        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(code(declared)).isEqualTo("body_too_large");
        assertThat(streamed.statusCode()).isEqualTo(413);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void givesUpOnBodiesThatStall() throws Exception {
        // Given a body of which only a part comes
        String head = "POST /weather/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";

        // When
        String answer = sendRaw(head);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void refusesHostsThatAreNoHosts() throws Exception {
        // Given / When / Then
        assertThat(sendRaw("GET /weather/x HTTP/1.1\r\nHost: evil.example/@x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(sendRaw("GET /weather/x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(sendRaw("GET /weather/x HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "no-store");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void letsFreePathsPass() throws Exception {
        // Given / When
        var response = send(request("/free?a=b"));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("sunny");
        assertThat(upstream.seen().getFirst().uri()).isEqualTo("/free?a=b");
        assertThat(facilitator.asked()).isEmpty();
    }
}
