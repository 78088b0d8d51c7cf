package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.events.Event;
import dev.quittance.gateway.reservation.Schema;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.http.TestHTTPResource;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests over real HTTP share. */
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
abstract class GatewayTestCase {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    FakeUpstream upstream;
    FakeFacilitator facilitator;
    DataSource database;

    @TestHTTPResource("/")
    URI gateway;

    @BeforeEach
    void startClean() throws Exception {
        upstream.reset();
        facilitator.reset();
        awaitSchema();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    PaymentRequired challenge(String path) throws IOException, InterruptedException {
        return Payer.challenge(send(request(path)));
    }

    HttpResponse<String> sendPaid(String path, PaymentPayload payment) throws IOException, InterruptedException {
        return send(request(path).header("PAYMENT-SIGNATURE", Payer.header(payment)));
    }

    /** Sends bytes as they are and reads until the server closes or a whole head has come. */
    String sendRaw(String head) throws IOException {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var answer = new StringBuilder();
            int next;
            while (!answer.toString().endsWith("\r\n\r\n")
                    && (next = socket.getInputStream().read()) >= 0) {
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    static String code(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return JsonObject.parse(response.body()).text("code");
    }

    /** The state of the only reservation with this nonce, or {@code none}. */
    String state(PaymentPayload payment) {
        String nonce = payment.payload().object("authorization").text("nonce");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "select state from gateway.reservation where nonce = decode(?, 'hex')")) {
            statement.setString(1, nonce.substring(2));
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "none";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The types of the delivery events that lie in the outbox for the reservation with this nonce. */
    List<String> announced(PaymentPayload payment) throws SQLException {
        String nonce = payment.payload().object("authorization").text("nonce");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("""
                        select o.payload from gateway.outbox o
                        where o.topic = 'delivery.events' and o.key in (
                            select coalesce(facilitator_payment_id, payment_id)::text from gateway.reservation
                            where nonce = decode(?, 'hex'))
                        order by o.outbox_id
                        """)) {
            statement.setString(1, nonce.substring(2));
            var types = new ArrayList<String>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    types.add(Event.parse(row.getBytes(1)).type());
                }
            }
            return types;
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static void awaitSchema() {
        var schema = Arc.container().instance(Schema.class).get();
        await("the schema", schema::ready);
    }
}
