package dev.quittance.events;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Word of records that nobody can read: where they stand, their SHA-256 and the reason; never their bytes. */
final class DeadLetters {
    private static final Duration ACKNOWLEDGEMENT_MAX = Duration.ofSeconds(15);
    private static final int REASON_LENGTH_MAX = 200;

    private final Producer<String, byte[]> producer;

    DeadLetters(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Returns when the broker has the letter; the record may be passed over then. */
    void post(ConsumerRecord<byte[], byte[]> record, String reason)
            throws ExecutionException, TimeoutException, InterruptedException {
        byte[] letter = EnvelopeJson.object()
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("sha256", sha256(record.value()))
                .put("reason", reason.length() > REASON_LENGTH_MAX ? reason.substring(0, REASON_LENGTH_MAX) : reason)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.deadLetterOf(record.topic()), letter))
                .get(ACKNOWLEDGEMENT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String sha256(byte @Nullable [] value) {
        try {
            byte[] bytes = value == null ? new byte[0] : value;
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
