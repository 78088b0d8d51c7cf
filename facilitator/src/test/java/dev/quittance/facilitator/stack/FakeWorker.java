package dev.quittance.facilitator.stack;

import dev.quittance.events.Event;
import dev.quittance.events.KafkaSettings;
import dev.quittance.events.Topics;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Keccak256;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Stands for the settlement-worker: speaks Kafka only, and settles nothing by itself. */
public final class FakeWorker {
    private static final UUID ATTEMPT = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private final Producer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final ConcurrentLinkedQueue<Event> requests = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private FakeWorker(String bootstrapServers) {
        Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
        this.producer = KafkaSettings.producer(broker);
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "fake-worker-" + UUID.randomUUID(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("fake-worker").daemon().start(this::listen);
    }

    public static FakeWorker start() {
        return new FakeWorker(FacilitatorStack.broker().bootstrapServers());
    }

    /** The requests so far for a payment. */
    public List<Event> requestsOf(UUID paymentId) {
        return requests.stream()
                .filter(event -> event.subject().equals(paymentId.toString()))
                .toList();
    }

    /** The requests so far that carry an authorization nonce. */
    public List<Event> requestsOf(Bytes32 nonce) {
        return requests.stream()
                .filter(event -> JsonObject.parse(event.dataJson())
                        .optionalObject("authorization")
                        .filter(authorization -> authorization.text("nonce").equals(nonce.toString()))
                        .isPresent())
                .toList();
    }

    public void broadcast(UUID paymentId, long sequence) {
        report("broadcast", paymentId, sequence, attempt(paymentId));
    }

    public void included(UUID paymentId, long sequence) {
        included(paymentId, sequence, 17);
    }

    /** Included in a block, for so much gas. */
    public void includedFor(UUID paymentId, long sequence, long gas) {
        report(
                "included",
                paymentId,
                sequence,
                place(paymentId, 17)
                        .put("attemptId", ATTEMPT.toString())
                        .put("logIndex", "3")
                        .put("gasUsed", Long.toString(gas)));
    }

    /** The transfer stands in a block, sent by nobody we know. */
    public void includedByStranger(UUID paymentId, long sequence) {
        report("included", paymentId, sequence, place(paymentId, 17).put("logIndex", "3"));
    }

    public void safe(UUID paymentId, long sequence, int block) {
        report("safe", paymentId, sequence, place(paymentId, block).put("logIndex", "3"));
    }

    public void finalized(UUID paymentId, long sequence, int block) {
        report("finalized", paymentId, sequence, place(paymentId, block).put("logIndex", "3"));
    }

    public void reorged(UUID paymentId, long sequence, int block) {
        report("reorged", paymentId, sequence, place(paymentId, block));
    }

    /** Included in a block of that number. */
    public void included(UUID paymentId, long sequence, int block) {
        report(
                "included",
                paymentId,
                sequence,
                place(paymentId, block).put("attemptId", ATTEMPT.toString()).put("logIndex", "3"));
    }

    private static JsonObject.Builder place(UUID paymentId, int block) {
        return JsonObject.builder()
                .put("transaction", transactionOf(paymentId).toString())
                .put("blockNumber", Integer.toString(block))
                .put("blockHash", Keccak256.hash("block " + block).toString());
    }

    public void failed(UUID paymentId, long sequence, String reason) {
        report("failed", paymentId, sequence, JsonObject.builder().put("reason", reason));
    }

    /** Puts anything on the topic of outcomes. */
    public void post(UUID key, byte[] record) {
        try {
            producer.send(new ProducerRecord<>(Topics.SETTLEMENT_OUTCOMES, key.toString(), record))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take the record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static Bytes32 transactionOf(UUID paymentId) {
        return Keccak256.hash("transaction of " + paymentId);
    }

    private static JsonObject.Builder attempt(UUID paymentId) {
        return JsonObject.builder()
                .put("attemptId", ATTEMPT.toString())
                .put("transaction", transactionOf(paymentId).toString());
    }

    private void report(String what, UUID paymentId, long sequence, JsonObject.Builder data) {
        var event = new Event(
                UUID.nameUUIDFromBytes((what + paymentId + sequence).getBytes(StandardCharsets.UTF_8)),
                "/settlement-worker",
                "quittance.settlement." + what,
                paymentId.toString(),
                sequence,
                Instant.now(),
                Optional.empty(),
                data.put("paymentId", paymentId.toString()).build().toString());
        post(paymentId, event.toBytes());
    }

    private void listen() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.SETTLEMENT_REQUESTS));
            while (true) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> requests.add(Event.parse(record.value())));
            }
        } catch (WakeupException e) {
            // The way out.
        }
    }

    public void stop() throws InterruptedException {
        consumer.wakeup();
        thread.join();
        producer.close();
    }
}
