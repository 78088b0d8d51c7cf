package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class StreamingTest extends GatewayTestCase {
    private static final int CHUNK = 1 << 16;
    /** Looks without a change after which a writer counts as held back. */
    private static final int STILL_LOOKS = 50;
    /** More than heap and socket buffers of everybody could hide. */
    private static final long LARGE = 1L << 30;

    @Test
    void passesOnThePaidAnswerAsItComes() throws Exception {
        // Given an upstream that waits after its first words
        var payment = Payer.pay(challenge("/feed"));
        var firstSeen = new CountDownLatch(1);
        upstream.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("first".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
            firstSeen.await();
            exchange.getResponseBody().write("second".getBytes(StandardCharsets.US_ASCII));
        });

        // When
        var response = client.send(
                request("/feed")
                        .header("PAYMENT-SIGNATURE", Payer.header(payment))
                        .build(),
                BodyHandlers.ofInputStream());

        // Then the first words are here while the upstream still waits for us to say so
        try (InputStream body = response.body()) {
            assertThat(new String(body.readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("first");
            assertThat(state(payment)).isEqualTo("EXECUTING");
            firstSeen.countDown();
            assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("second");
        }
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    @Test
    void holdsTheUpstreamBackWhenTheClientIsSlow() throws Exception {
        // Given an endless answer
        var written = new AtomicLong();
        upstream.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = new byte[CHUNK];
            while (written.get() < LARGE) {
                exchange.getResponseBody().write(chunk);
                written.addAndGet(CHUNK);
            }
        });

        // When a client reads its head only
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.getOutputStream()
                    .write("GET /free HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            // Then the upstream comes to a stand long before its end
            var last = new AtomicLong(-1);
            var still = new AtomicLong();
            await("the upstream is held back", () -> {
                long now = written.get();
                return (last.getAndSet(now) == now ? still.incrementAndGet() : still.getAndSet(0)) > STILL_LOOKS;
            });
            assertThat(written.get()).isLessThan(LARGE / 8);
        }
    }

    @Test
    void streamsFreeUploadsWithoutALimit() throws Exception {
        // Given an upload larger than what priced requests may have, and than the heap would like
        var received = new AtomicLong();
        long size = 64L << 20;
        upstream.behave(exchange -> {
            received.set(exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream()));
            FakeUpstream.answer(exchange, 200, "thanks");
        });

        // When
        var response = send(request("/free").POST(BodyPublishers.ofInputStream(() -> zeros(size))));

        // Then
        assertThat(response.body()).isEqualTo("thanks");
        assertThat(received).hasValue(size);
    }

    @Test
    void keepsAPaymentOpenWhenTheClientLeavesBeforeTheAnswer() throws Exception {
        // Given an upstream that works on a paid request
        var payment = Payer.pay(challenge("/weather/berlin"));
        var left = new CountDownLatch(1);
        upstream.behave(exchange -> {
            left.await();
            FakeUpstream.answer(exchange, 200, "late");
        });

        // When the client leaves, and asks again
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            String head = "GET /weather/berlin HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nPAYMENT-SIGNATURE: "
                    + Payer.header(payment) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await("the upstream works", () -> upstream.seen().size() == 1);
        }
        upstream.behave(exchange -> FakeUpstream.answer(exchange, 200, "sunny"));
        left.countDown();
        await("the same payment is served", () -> statusOf(payment) == 200);

        // Then it was charged once
        assertThat(facilitator.asked()).hasSize(1);
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    @Test
    void keepsAPaymentOpenWhenTheClientLeavesWhileItSettles() throws Exception {
        // Given a settlement that takes longer than its client's patience
        var payment = Payer.pay(challenge("/weather/berlin"));
        var left = new CountDownLatch(1);
        facilitator.behave(request -> {
            left.await();
            return FakeFacilitator.settled(request);
        });
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            String head = "GET /weather/berlin HTTP/1.1\r\nHost: " + gateway.getAuthority() + "\r\nPAYMENT-SIGNATURE: "
                    + Payer.header(payment) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await("the facilitator works", () -> facilitator.asked().size() == 1);
        }

        // When it settles after all, and the client asks again
        left.countDown();
        await("the same payment is served", () -> statusOf(payment) == 200);

        // Then it was charged once
        assertThat(facilitator.asked()).hasSize(1);
        await("the delivery is noted", () -> state(payment).equals("DONE"));
    }

    private int statusOf(dev.quittance.protocol.x402.PaymentPayload payment) {
        try {
            return sendPaid("/weather/berlin", payment).statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static InputStream zeros(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(left, length);
                left -= count;
                return count;
            }
        };
    }
}
