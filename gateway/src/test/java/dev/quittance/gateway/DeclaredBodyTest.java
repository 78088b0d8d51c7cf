package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DeclaredBodyTest extends GatewayTestCase {
    private static final String PATH = "/weather/upload";
    private static final int LARGE = 3 << 20;

    @Test
    void bindsALargeBodyByItsDeclaredHash() throws Exception {
        // Given
        byte[] body = random(LARGE);
        var received = receiveBodies();

        // When it is asked for a price, and paid
        var paid = post(body, digest(body), Payer.header(Payer.pay(quote(body))));

        // Then the upstream got all of it
        assertThat(paid.statusCode()).isEqualTo(200);
        assertThat(Sha256.hash(received.get())).isEqualTo(Sha256.hash(body));
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void takesBodiesOfUnknownLengthUnderADeclaredHash() throws Exception {
        // Given
        byte[] body = random(LARGE);
        var received = receiveBodies();
        var payment = Payer.pay(quote(body));

        // When
        var paid = send(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), digest(body), payment);

        // Then
        assertThat(paid.statusCode()).isEqualTo(200);
        assertThat(received.get()).isEqualTo(body);
    }

    @Test
    void abortsWhenALargeBodyIsNotTheDeclaredOne() throws Exception {
        // Given a payment for one body
        byte[] body = random(LARGE);
        byte[] other = body.clone();
        other[LARGE - 1] ^= 1;
        var received = receiveBodies();
        var payment = Payer.pay(quote(body));

        // When another of the same length comes along
        var response = post(other, digest(body), Payer.header(payment));

        // Then the upstream never gets to the end of it
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo("content_digest_mismatch");
        await("the upstream sees the break", () -> received.get().length == 0);
    }

    @Test
    void refusesSmallBodiesThatAreNotTheDeclaredOnes() throws Exception {
        // Given // When
        var response = post("abc".getBytes(StandardCharsets.US_ASCII), digest(new byte[0]), "");

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo("content_digest_mismatch");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void paysForNoOtherBodyThanTheQuotedOne() throws Exception {
        // Given
        byte[] body = random(LARGE);
        byte[] other = body.clone();
        other[0] ^= 1;
        var payment = Payer.pay(quote(body));

        // When
        var response = send(waiting(other).header("PAYMENT-SIGNATURE", Payer.header(payment)));

        // Then
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(Payer.challenge(response).error()).hasValue("challenge_invalid");
        assertThat(facilitator.asked()).isEmpty();
        assertThat(upstream.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sha-512=:z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==:"
                        + " | content_digest_unsupported",
                "sha-256=:AAAA: | content_digest_malformed",
                "sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= | content_digest_malformed",
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:, sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
                        + " | content_digest_malformed",
                "SHA-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=: | content_digest_malformed",
                "sha-256=:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=: | content_digest_malformed",
                ", | content_digest_malformed"
            })
    void refusesDeclarationsItCannotCheck(String value, String code) throws Exception {
        // Given // When
        var response = post(new byte[0], value, "");

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(code);
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void answersAnUnpaidRequestWithoutItsBody() throws Exception {
        // Given a client that waits to be asked
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
                + "Content-Digest: " + digest("hello".getBytes(StandardCharsets.US_ASCII)) + "\r\n\r\n";

        // When
        String answer = sendRaw(head);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 402 ").containsIgnoringCase("connection: close");
    }

    @Test
    void letsAClientReadItsAnswerWhileItStillSends() throws Exception {
        // Given an unpaid upload that does not wait
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGE
                    + "\r\nContent-Digest: " + digest(new byte[LARGE]) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[1 << 19]);

            // When // Then
            assertThat(readHead(socket)).startsWith("HTTP/1.1 402 ").containsIgnoringCase("connection: close");
            socket.getOutputStream().write(new byte[1 << 10]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).startsWith('{').endsWith('}');
        }
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void refusesToAskForBodiesThatAreNotDeclared() throws Exception {
        // Given // When
        String answer = sendRaw(
                "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        // Then
        assertThat(answer).startsWith("HTTP/1.1 417 ").containsIgnoringCase("connection: close");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void asksForTheBodyOfAPaidRequestOnceItIsPaid() throws Exception {
        // Given
        byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
        var received = receiveBodies();
        var payment = Payer.pay(quote(body));
        var settledBefore = new AtomicInteger(-1);

        // When a client waits with its body
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var head = "POST " + PATH + " HTTP/1.1\r\nHost: " + gateway.getAuthority()
                    + "\r\nExpect: 100-continue\r\nContent-Length: 5\r\nContent-Digest: " + digest(body)
                    + "\r\nPAYMENT-SIGNATURE: " + Payer.header(payment) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String asked = readHead(socket);
            settledBefore.set(facilitator.asked().size());
            socket.getOutputStream().write(body);
            String answer = readHead(socket);

            // Then
            assertThat(asked).startsWith("HTTP/1.1 100 ");
            assertThat(settledBefore).hasValue(1);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            assertThat(received.get()).isEqualTo(body);
        }
    }

    @Test
    void asksForTheBodiesOfFreeRequestsAtOnce() throws Exception {
        // Given // When
        String asked =
                sendRaw("POST /free HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");

        // Then
        assertThat(asked).startsWith("HTTP/1.1 100 ");
    }

    /** What the upstream got of the last body: all of it, or nothing where it broke off. */
    private AtomicReference<byte[]> receiveBodies() {
        var received = new AtomicReference<byte[]>(new byte[] {0});
        upstream.behave(exchange -> {
            try {
                received.set(exchange.getRequestBody().readAllBytes());
            } catch (IOException e) {
                received.set(new byte[0]);
                throw e;
            }
            FakeUpstream.answer(exchange, 200, "thanks");
        });
        return received;
    }

    private PaymentRequired quote(byte[] body) throws Exception {
        var response = send(waiting(body));
        assertThat(response.statusCode()).isEqualTo(402);
        return Payer.challenge(response);
    }

    /** A client that sends its body only when it is asked to. */
    private HttpRequest.Builder waiting(byte[] body) {
        return request(PATH)
                .expectContinue(true)
                .header("Content-Digest", digest(body))
                .POST(BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> post(byte[] body, String digest, String payment) throws Exception {
        var request = request(PATH).header("Content-Digest", digest).POST(BodyPublishers.ofByteArray(body));
        return send(payment.isEmpty() ? request : request.header("PAYMENT-SIGNATURE", payment));
    }

    private HttpResponse<String> send(BodyPublisher body, String digest, PaymentPayload payment) throws Exception {
        return send(request(PATH)
                .header("Content-Digest", digest)
                .header("PAYMENT-SIGNATURE", Payer.header(payment))
                .POST(body));
    }

    private static String readHead(Socket socket) throws IOException {
        var head = new StringBuilder();
        int next;
        while (!head.toString().endsWith("\r\n\r\n")
                && (next = socket.getInputStream().read()) >= 0) {
            head.append((char) next);
        }
        return head.toString();
    }

    private static String digest(byte[] body) {
        return "sha-256=:"
                + Base64.getEncoder().encodeToString(Sha256.hash(body).toByteArray()) + ":";
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(4).nextBytes(bytes);
        return bytes;
    }
}
