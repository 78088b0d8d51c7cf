package dev.quittance.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One event in a CloudEvents 1.0 envelope (JSON format). Attributes that this version does not know are passed over:
 * fields are added to events, never changed.
 *
 * @param id the same on every redelivery; what inboxes tell duplicates by
 * @param source the producer, a URI reference such as {@code /facilitator}
 * @param type what happened, such as {@code quittance.settlement.requested}
 * @param subject the payment id; also the Kafka key
 * @param sequence counts the events of one subject by one source, from 1 (CloudEvents {@code sequence} extension)
 * @param traceparent W3C trace context of what caused the event
 * @param dataJson a JSON object, as text
 */
public record Event(
        UUID id,
        String source,
        String type,
        String subject,
        long sequence,
        Instant time,
        Optional<String> traceparent,
        String dataJson) {

    private static final String SPEC_VERSION = "1.0";
    private static final String DATA_TYPE = "application/json";
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern SEQUENCE = Pattern.compile("[1-9][0-9]{0,17}");

    public Event {
        if (source.isEmpty() || type.isEmpty() || subject.isEmpty()) {
            throw new MalformedEventException("source, type and subject must not be empty");
        }
        if (sequence < 1) {
            throw new MalformedEventException("sequence starts at 1");
        }
    }

    /** The envelope as UTF-8 JSON. */
    public byte[] toBytes() {
        ObjectNode node = EnvelopeJson.object();
        node.put("specversion", SPEC_VERSION)
                .put("id", id.toString())
                .put("source", source)
                .put("type", type)
                .put("subject", subject)
                .put("sequence", Long.toString(sequence))
                .put("time", time.toString())
                .put("datacontenttype", DATA_TYPE);
        traceparent.ifPresent(value -> node.put("traceparent", value));
        node.set("data", EnvelopeJson.parse(dataJson.getBytes(StandardCharsets.UTF_8)));
        return EnvelopeJson.write(node).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads an envelope.
     *
     * @throws MalformedEventException when the bytes are not strict JSON or not an envelope of this form
     */
    public static Event parse(byte[] utf8) {
        ObjectNode node = EnvelopeJson.parse(utf8);
        if (!text(node, "specversion").equals(SPEC_VERSION)) {
            throw new MalformedEventException("specversion is not " + SPEC_VERSION);
        }
        if (!text(node, "datacontenttype").equals(DATA_TYPE)) {
            throw new MalformedEventException("datacontenttype is not " + DATA_TYPE);
        }
        if (!(node.get("data") instanceof ObjectNode data)) {
            throw new MalformedEventException("data is not an object");
        }
        return new Event(
                uuid(text(node, "id")),
                text(node, "source"),
                text(node, "type"),
                text(node, "subject"),
                sequence(text(node, "sequence")),
                time(text(node, "time")),
                node.has("traceparent") ? Optional.of(text(node, "traceparent")) : Optional.empty(),
                EnvelopeJson.write(data));
    }

    private static String text(ObjectNode node, String name) {
        String value = node.path(name).textValue();
        if (value == null) {
            throw new MalformedEventException("attribute " + name + " is missing or not a string");
        }
        return value;
    }

    private static UUID uuid(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new MalformedEventException("id is not a lower-case UUID");
        }
        return UUID.fromString(text);
    }

    private static long sequence(String text) {
        if (!SEQUENCE.matcher(text).matches()) {
            throw new MalformedEventException("sequence is not a positive number");
        }
        return Long.parseLong(text);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new MalformedEventException("time is not an RFC 3339 instant", e);
        }
    }

    /** Leaves the data out: it may hold a payer's signature. */
    @Override
    public String toString() {
        return "Event[" + type + " " + id + " subject=" + subject + " sequence=" + sequence + "]";
    }
}
