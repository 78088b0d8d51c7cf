package dev.quittance.events;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a topic's events to a handler, on a thread of its own. Offsets are committed after the handler has committed. While
 * a dependency is down the same records come again, with growing rests, for as long as it takes: nothing is skipped. Records
 * that cannot be read, and events that keep failing the handler by themselves, become dead letters and the partition moves on.
 */
public final class EventConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    /** A record with its event. */
    private record Received(ConsumerRecord<byte[], byte[]> record, Event event) {}

    private final Map<String, ?> connection;
    private final ConsumerLimits limits;
    private final String topic;
    private final EventHandler handler;
    private final DeadLetters deadLetters;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong handled = new AtomicLong();
    private final AtomicLong setAside = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final Outage outage;
    private final Thread thread;
    private volatile long lag;
    private volatile Instant lastPoll = Instant.EPOCH;

    /**
     * Prepares the loop.
     *
     * @param connection at least {@code bootstrap.servers}
     * @param producer where dead letters go out
     */
    public EventConsumer(
            Map<String, ?> connection,
            ConsumerLimits limits,
            String topic,
            EventHandler handler,
            Producer<String, byte[]> producer,
            InstantSource clock) {
        this.connection = Map.copyOf(connection);
        this.limits = limits;
        this.topic = topic;
        this.handler = handler;
        this.deadLetters = new DeadLetters(producer);
        this.clock = clock;
        this.outage = new Outage("events of " + topic + " are not handled", LOG::warn, clock);
        this.thread = Thread.ofPlatform().name("consumer-" + topic).daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** When the loop last came back from the broker; the epoch before the first time. */
    public Instant lastPoll() {
        return lastPoll;
    }

    /** Records of this member's partitions that were not handled yet, as the broker last told. */
    public long lag() {
        return lag;
    }

    /** Events that the handler has committed since the start. */
    public long handled() {
        return handled.get();
    }

    /** Records that became dead letters since the start. */
    public long deadLettered() {
        return setAside.get();
    }

    /** Times that records had to come again because something failed. */
    public long retries() {
        return retries.get();
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(STOP_MAX)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isClosing()) {
            try (var consumer = KafkaSettings.consumer(connection, limits)) {
                consumer.subscribe(List.of(topic));
                consume(consumer);
            } catch (InterruptedException | WakeupException e) {
                return;
            } catch (KafkaException e) {
                outage.failed(e);
                retries.incrementAndGet();
                rest(limits.retryPauseMax());
            }
        }
    }

    private void consume(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
        Duration pause = limits.retryPauseMin();
        while (!isClosing()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL_MAX);
            lastPoll = clock.instant();
            lag = lagOf(consumer) + records.count();
            if (records.isEmpty()) {
                continue;
            }
            try {
                workThrough(records);
                consumer.commitSync(records.nextOffsets());
                outage.over();
                pause = limits.retryPauseMin();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                outage.failed(e);
                retries.incrementAndGet();
                rewind(consumer, records);
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(limits.retryPauseMax()) < 0
                        ? pause.multipliedBy(2)
                        : limits.retryPauseMax();
            }
        }
    }

    private void workThrough(ConsumerRecords<byte[], byte[]> records) throws Exception {
        var readable = new ArrayList<Received>();
        for (var record : records) {
            try {
                readable.add(new Received(record, Event.parse(valueOf(record))));
            } catch (MalformedEventException e) {
                setAside(record, String.valueOf(e.getMessage()));
            }
        }
        if (readable.isEmpty()) {
            return;
        }
        try {
            handler.handle(readable.stream().map(Received::event).toList());
            handled.addAndGet(readable.size());
        } catch (RuntimeException e) {
            LOG.debug("batch of {} goes one by one: {}", topic, e.toString());
            for (Received each : readable) {
                workThroughAlone(each);
            }
        }
    }

    private void workThroughAlone(Received received) throws Exception {
        for (int fault = 1; ; fault++) {
            try {
                handler.handle(List.of(received.event()));
                handled.incrementAndGet();
                return;
            } catch (MalformedEventException e) {
                setAside(received.record(), String.valueOf(e.getMessage()));
                return;
            } catch (RuntimeException e) {
                LOG.warn("handler failed on event {}", received.event(), e);
                if (fault == limits.faultsMax()) {
                    setAside(
                            received.record(), "handler failed: " + e.getClass().getSimpleName());
                    return;
                }
                rest(limits.retryPauseMin());
            }
        }
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) throws Exception {
        LOG.error("{}-{}@{} set aside: {}", record.topic(), record.partition(), record.offset(), reason);
        deadLetters.post(record, reason);
        setAside.incrementAndGet();
    }

    private static long lagOf(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    private static byte[] valueOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new MalformedEventException("no value");
        }
        return value;
    }

    private static void rewind(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        var first = new HashMap<TopicPartition, Long>();
        records.partitions()
                .forEach(p -> first.put(p, records.records(p).getFirst().offset()));
        first.keySet().retainAll(consumer.assignment());
        first.forEach(consumer::seek);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void rest(Duration time) {
        try {
            boolean closed = closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("rested, closing: {}", closed);
        } catch (InterruptedException e) {
            closing.countDown();
        }
    }
}
