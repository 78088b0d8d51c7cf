package dev.quittance.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict JSON for envelopes: one object, well-formed UTF-8, no duplicate names, nothing behind it, bounded. */
final class EnvelopeJson {
    /** Above any event of ours; a bound on what a hostile producer can make a consumer read. */
    static final int BYTES_MAX = 256 * 1024;

    private static final int DEPTH_MAX = 32;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private EnvelopeJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode parse(byte[] utf8) {
        if (utf8.length > BYTES_MAX) {
            throw new MalformedEventException("more than " + BYTES_MAX + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new MalformedEventException("not a JSON object");
        } catch (CharacterCodingException e) {
            throw new MalformedEventException("not well-formed UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new MalformedEventException("not strict JSON", e);
        } catch (NumberFormatException e) {
            // An exponent of more digits than BigDecimal takes escapes the parser so.
            throw new MalformedEventException("not a number that JSON programs share", e);
        }
    }

    static String write(ObjectNode node) {
        return node.toString();
    }
}
