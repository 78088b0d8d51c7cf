package dev.quittance.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTest {
    private static final Event EVENT = new Event(
            UUID.fromString("0b9ac3a2-6f2c-4d0b-9d84-6f5d1a1d7c11"),
            "/facilitator",
            "quittance.settlement.requested",
            "payment-1",
            1,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            "{\"paymentId\":\"payment-1\"}");

    @Test
    void readsWhatItWrote() {
        assertThat(Event.parse(EVENT.toBytes())).isEqualTo(EVENT);
    }

    @Test
    void writesACloudEventsEnvelope() {
        assertThat(new String(EVENT.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"0b9ac3a2-6f2c-4d0b-9d84-6f5d1a1d7c11\","
                        + "\"source\":\"/facilitator\",\"type\":\"quittance.settlement.requested\","
                        + "\"subject\":\"payment-1\",\"sequence\":\"1\",\"time\":\"2026-01-02T03:04:05.678Z\","
                        + "\"datacontenttype\":\"application/json\","
                        + "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\","
                        + "\"data\":{\"paymentId\":\"payment-1\"}}");
    }

    @Test
    void passesOverAttributesOfLaterVersions() {
        String later = text().replace("\"subject\"", "\"newattribute\":7,\"subject\"");

        assertThat(Event.parse(bytes(later))).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'\"specversion\":\"1.0\"'|'\"specversion\":\"0.3\"'|specversion is not 1.0",
                "'\"sequence\":\"1\"'|'\"sequence\":\"0\"'|sequence is not a positive number",
                "'\"sequence\":\"1\"'|'\"sequence\":1'|attribute sequence is missing or not a string",
                "'\"sequence\":\"1\"'|'\"sequence\":\"01\"'|sequence is not a positive number",
                "'{\"paymentId\":\"payment-1\"}'|'[]'|data is not an object",
                "'\"subject\"'|'\"source\":\"x\",\"subject\"'|not strict JSON",
                "'\"subject\"'|'\"new\":1e40018446744073709551616,\"subject\"'|not a number that JSON programs share",
                "'678Z'|'678'|time is not an RFC 3339 instant",
                "'0b9ac3a2-'|'1-'|id is not a lower-case UUID",
                "'\"/facilitator\"'|'\"\"'|source, type and subject must not be empty"
            })
    void refusesAnEnvelopeOfAnotherForm(String part, String replacement, String reason) {
        assertThatThrownBy(() -> Event.parse(bytes(text().replace(part, replacement))))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(reason);
    }

    @Test
    void refusesTextBehindTheEnvelopeAndBytesThatAreNotText() {
        assertThatThrownBy(() -> Event.parse(bytes(text() + "{}"))).hasMessage("not strict JSON");
        assertThatThrownBy(() -> Event.parse(new byte[] {(byte) 0xff})).hasMessage("not well-formed UTF-8");
        assertThatThrownBy(() -> Event.parse(new byte[EnvelopeJson.BYTES_MAX + 1]))
                .hasMessage("more than 262144 bytes");
    }

    @Test
    void keepsTheDataOutOfItsText() {
        assertThat(EVENT.toString()).doesNotContain("paymentId");
    }

    private static String text() {
        return new String(EVENT.toBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
