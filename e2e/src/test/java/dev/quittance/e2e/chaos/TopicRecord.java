package dev.quittance.e2e.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Everything that stands in the settlement topics, from their beginning.
 *
 * @param requests of settlements
 * @param outcomes of settlements
 * @param deadLetters of both
 */
record TopicRecord(List<Message> requests, List<Message> outcomes, List<Letter> deadLetters) {
    private static final String REQUESTS = "settlement.requests";
    private static final String OUTCOMES = "settlement.outcomes";
    private static final String DELIVERIES = "delivery.events";
    private static final String DEAD = ".dead-letter";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Held here, or its level would be forgotten. Each look would print the client's whole configuration. */
    private static final Logger CLIENT_LOG = Logger.getLogger("org.apache.kafka");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An event as it was published, maybe more than once. */
    record Message(String payment, long sequence, String type, String id, String text) {}

    /** Word of a record that could not be worked through. */
    record Letter(String topic, String text) {}

    static TopicRecord read(String broker) {
        CLIENT_LOG.setLevel(Level.WARNING);
        var requests = new ArrayList<Message>();
        var outcomes = new ArrayList<Message>();
        var letters = new ArrayList<Letter>();
        for (var record : all(broker, List.of(REQUESTS, OUTCOMES, REQUESTS + DEAD, OUTCOMES + DEAD))) {
            switch (record.topic()) {
                case REQUESTS -> requests.add(message(record));
                case OUTCOMES -> outcomes.add(message(record));
                default -> letters.add(new Letter(record.topic(), record.value()));
            }
        }
        return new TopicRecord(requests, outcomes, letters);
    }

    /** Everything that gateways said of their deliveries. */
    static List<Message> deliveries(String broker) {
        CLIENT_LOG.setLevel(Level.WARNING);
        return all(broker, List.of(DELIVERIES)).stream()
                .map(TopicRecord::message)
                .toList();
    }

    private static List<ConsumerRecord<String, String>> all(String broker, List<String> topics) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker, "default.api.timeout.ms", (int) LIMIT.toMillis());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<String, String>>();
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the topics cannot be read within " + LIMIT);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private static Message message(ConsumerRecord<String, String> record) {
        try {
            JsonNode event = JSON.readTree(record.value().getBytes(StandardCharsets.UTF_8));
            return new Message(
                    record.key(),
                    event.path("sequence").asLong(),
                    event.path("type").asText(),
                    event.path("id").asText(),
                    record.value());
        } catch (IOException e) {
            throw new UncheckedIOException("no JSON in " + record.topic(), e);
        }
    }
}
