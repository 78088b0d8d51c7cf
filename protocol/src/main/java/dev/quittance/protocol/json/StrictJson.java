package dev.quittance.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quittance.protocol.MalformedException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Reads JSON that two programs cannot understand differently (I-JSON, RFC 7493): well-formed UTF-8 without byte order mark,
 * no duplicate names, no trailing text, no lone surrogates, no NUL, no number that a double cannot hold.
 */
final class StrictJson {
    /** Deep enough for any x402 message; a bound on recursion for everybody else's. */
    static final int DEPTH_MAX = 32;

    private static final BigInteger SAFE_INTEGER_MAX = BigInteger.valueOf((1L << 53) - 1);

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private StrictJson() {}

    static ObjectNode parse(byte[] utf8) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            JsonNode node = MAPPER.readTree(text);
            if (!(node instanceof ObjectNode object)) {
                throw new MalformedException("not a JSON object");
            }
            requireUnambiguous(object);
            return object;
        } catch (CharacterCodingException e) {
            throw new MalformedException("not well-formed UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new MalformedException("not strict JSON", e);
        } catch (NumberFormatException e) {
            // An exponent of more digits than BigDecimal takes escapes the parser so.
            throw new MalformedException("not a number that JSON programs share", e);
        }
    }

    static String canonical(JsonNode node) {
        try {
            return new JsonCanonicalizer(MAPPER.writeValueAsString(node)).getEncodedString();
        } catch (IOException e) {
            throw new MalformedException("JSON has no canonical form", e);
        }
    }

    static ObjectNode emptyObject() {
        return MAPPER.createObjectNode();
    }

    static String write(JsonNode node) {
        return node.toString();
    }

    private static void requireUnambiguous(JsonNode node) {
        switch (node.getNodeType()) {
            case STRING -> requireCleanText(node.textValue());
            case NUMBER -> requireSafeNumber(node);
            case OBJECT -> {
                for (var field : node.properties()) {
                    requireCleanText(field.getKey());
                    requireUnambiguous(field.getValue());
                }
            }
            case ARRAY -> node.forEach(StrictJson::requireUnambiguous);
            case BOOLEAN, NULL -> {}
            case BINARY, MISSING, POJO -> throw new MalformedException("not a JSON value");
        }
    }

    private static void requireCleanText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                throw new MalformedException("text contains NUL");
            }
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new MalformedException("text contains a lone surrogate");
                }
                i++;
            }
        }
    }

    private static void requireSafeNumber(JsonNode number) {
        if (number.isIntegralNumber() && number.bigIntegerValue().abs().compareTo(SAFE_INTEGER_MAX) > 0) {
            throw new MalformedException("integer beyond 2^53-1");
        }
        BigDecimal exact = number.decimalValue();
        double nearest = exact.doubleValue();
        if (Double.isInfinite(nearest) || (nearest == 0 && exact.signum() != 0)) {
            throw new MalformedException("number beyond the range of a double");
        }
    }
}
