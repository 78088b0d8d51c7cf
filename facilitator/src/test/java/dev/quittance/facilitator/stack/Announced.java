package dev.quittance.facilitator.stack;

import dev.quittance.events.Event;
import dev.quittance.events.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Hears all that was ever said on {@code payment.events}, as a service does that starts anew. */
public final class Announced {
    private final KafkaConsumer<String, byte[]> consumer;
    private final ConcurrentLinkedQueue<Event> heard = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private Announced(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "announced-" + UUID.randomUUID(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("announced").daemon().start(this::listen);
    }

    public static Announced start() {
        return new Announced(FacilitatorStack.broker().bootstrapServers());
    }

    /** In the order in which they came, duplicates included. */
    public List<Event> all() {
        return List.copyOf(heard);
    }

    public List<Event> of(UUID paymentId) {
        return heard.stream()
                .filter(event -> event.subject().equals(paymentId.toString()))
                .toList();
    }

    private void listen() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.PAYMENT_EVENTS));
            while (true) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> heard.add(Event.parse(record.value())));
            }
        } catch (WakeupException e) {
            // The way out.
        }
    }

    public void stop() throws InterruptedException {
        consumer.wakeup();
        thread.join();
    }
}
