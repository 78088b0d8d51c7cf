package dev.quittance.protocol.x402;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The x402 headers of both versions: canonical, padded standard base64 of UTF-8 JSON. */
public enum PaymentHeader {
    /** Response header of a 402: a {@link PaymentRequired}. */
    PAYMENT_REQUIRED("PAYMENT-REQUIRED"),
    /** Request header of a paid retry: a {@link PaymentPayload}. */
    PAYMENT_SIGNATURE("PAYMENT-SIGNATURE"),
    /** Response header of a paid answer: a {@link SettleResponse}. */
    PAYMENT_RESPONSE("PAYMENT-RESPONSE"),
    /** Version 1's request header of a paid retry: a {@link dev.quittance.protocol.x402.v1.PaymentPayload}. */
    X_PAYMENT("X-PAYMENT"),
    /** Version 1's response header of a paid answer: a {@link dev.quittance.protocol.x402.v1.SettleResponse}. */
    X_PAYMENT_RESPONSE("X-PAYMENT-RESPONSE");

    private final String headerName;

    PaymentHeader(String headerName) {
        this.headerName = headerName;
    }

    /** The name as the specification writes it; HTTP compares it without case. */
    public String headerName() {
        return headerName;
    }

    public static String encode(JsonObject message) {
        return Base64.getEncoder().encodeToString(message.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a header value.
     *
     * @param charsMax longest value accepted, in characters
     * @throws MalformedException when the value is longer, not canonical base64, or not strict JSON
     */
    public static JsonObject decode(String value, int charsMax) {
        if (value.length() > charsMax) {
            throw new MalformedException("payment header longer than " + charsMax + " characters");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("payment header is not base64", e);
        }
        if (!Base64.getEncoder().encodeToString(bytes).equals(value)) {
            throw new MalformedException("payment header is not canonical base64");
        }
        return JsonObject.parse(bytes);
    }
}
