package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
    @Test
    void keepsRecordsThroughKill(@TempDir Path folder) throws Exception {
        var options = new BrokerOptions(
                0,
                0,
                2,
                Optional.of(folder),
                Optional.empty(),
                BrokerOptions.temporary().classPath(),
                List.of());
        try (var broker = Broker.start(options)) {
            assertThat(topics(broker))
                    .contains("settlement.requests", "settlement.requests.dead-letter", "delivery.events.dead-letter");
            send(broker, "kept");
            broker.child().process().destroyForcibly();
            broker.child().process().onExit().get(10, TimeUnit.SECONDS);
        }
        try (var broker = Broker.start(options)) {
            assertThat(first(broker)).isEqualTo("kept");
        }
    }

    @Test
    void tellsClientsOfAFurtherListenerWhichPortToUse(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        int advertised = Ports.free();
        // The broker's own port stands for the proxy: a client goes where it is told.
        var options = BrokerOptions.persistent(advertised, 0, folder, folder.resolve("broker.log"))
                .withListeners(List.of(new BrokerOptions.Listener(port, advertised)));
        try (var broker = Broker.start(options);
                var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            assertThat(told(admin)).isEqualTo(broker.bootstrapServers());
        }
    }

    private static String told(Admin admin) throws Exception {
        var node = admin.describeCluster()
                .nodes()
                .get(10, TimeUnit.SECONDS)
                .iterator()
                .next();
        return node.host() + ":" + node.port();
    }

    private static Iterable<String> topics(Broker broker) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listTopics().names().get(10, TimeUnit.SECONDS);
        }
    }

    private static void send(Broker broker, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("payment.events", 1, "key", value))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static String first(Broker broker) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("payment.events", 1)));
            return consumer.poll(Duration.ofSeconds(10)).iterator().next().value();
        }
    }
}
