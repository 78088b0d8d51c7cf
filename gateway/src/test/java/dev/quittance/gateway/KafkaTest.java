package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.devstack.Broker;
import dev.quittance.events.ConsumerLimits;
import dev.quittance.events.Event;
import dev.quittance.events.EventConsumer;
import dev.quittance.events.KafkaSettings;
import dev.quittance.events.Topics;
import dev.quittance.gateway.follow.FollowConfig;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Events out and in, through a real broker. */
@QuarkusTest
@TestProfile(KafkaTest.WithBroker.class)
@SuppressWarnings("NullAway.Init") // Quarkus sets the fields.
class KafkaTest extends GatewayTestCase {
    @Inject
    FollowConfig config;

    /** The usual surroundings and a broker. */
    public static final class WithBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quittance.kafka.bootstrap-servers",
                    Broker.shared().bootstrapServers(),
                    "quittance.gateway.events.group",
                    "gateway-" + UUID.randomUUID());
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Surroundings.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Test
    void announcesDeliveriesAndFollowsPayments() throws Exception {
        Map<String, Object> broker = Map.of("bootstrap.servers", config.bootstrapServers());
        var heard = new CopyOnWriteArrayList<Event>();
        var facilitatorPaymentId = UUID.randomUUID();
        try (var producer = KafkaSettings.producer(broker);
                var consumer = new EventConsumer(
                        broker,
                        ConsumerLimits.of("books-" + UUID.randomUUID()),
                        Topics.DELIVERY_EVENTS,
                        heard::addAll,
                        producer,
                        InstantSource.system())) {
            consumer.start();

            // Given a delivered payment
            facilitator.behave(request -> FakeFacilitator.settledAs(request, facilitatorPaymentId));
            var payment = Payer.pay(challenge("/vault"));
            var pending = sendPaid("/vault", payment);
            assertThat(pending.statusCode()).isEqualTo(503);

            // When its facilitator says that it became safe
            var data = JsonObject.builder()
                    .put("paymentId", facilitatorPaymentId.toString())
                    .put("network", payment.accepted().network())
                    .put("asset", payment.accepted().asset())
                    .put("payer", Payer.ADDRESS.toString())
                    .put("nonce", payment.payload().object("authorization").text("nonce"))
                    .build();
            var safe = new Event(
                    UUID.randomUUID(),
                    "/facilitator",
                    "quittance.payment.safe",
                    facilitatorPaymentId.toString(),
                    4,
                    Instant.now(),
                    Optional.empty(),
                    data.toString());
            producer.send(new ProducerRecord<>(Topics.PAYMENT_EVENTS, facilitatorPaymentId.toString(), safe.toBytes()))
                    .get();

            // Then it is served, and the books hear of it
            await("the payment is safe", () -> sendsPaid(payment) == 200);
            await(
                    "the books hear of it",
                    () -> heard.stream()
                            .anyMatch(event -> event.subject().equals(facilitatorPaymentId.toString())
                                    && event.type().equals("quittance.delivery.completed")));
        }
    }

    private int sendsPaid(dev.quittance.protocol.x402.PaymentPayload payment) {
        try {
            return sendPaid("/vault", payment).statusCode();
        } catch (java.io.IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
