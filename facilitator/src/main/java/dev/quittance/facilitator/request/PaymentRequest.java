package dev.quittance.facilitator.request;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import java.util.function.Function;

/** The body of {@code /verify} and {@code /settle}. */
public final class PaymentRequest {
    private static final String PAYLOAD = "paymentPayload";
    private static final String REQUIREMENTS = "paymentRequirements";

    private final FacilitatorRequest message;
    private final JsonObject payloadJson;
    private final JsonObject requirementsJson;

    private PaymentRequest(FacilitatorRequest message, JsonObject payloadJson, JsonObject requirementsJson) {
        this.message = message;
        this.payloadJson = payloadJson;
        this.requirementsJson = requirementsJson;
    }

    /**
     * Reads a body.
     *
     * @throws RefusedRequestException when it is not strict JSON, of another version, or a member is not of its form
     */
    static PaymentRequest parse(byte[] body) throws RefusedRequestException {
        JsonObject json = read(ErrorReason.INVALID_PAYLOAD, body, JsonObject::parse);
        requireVersion(json);
        JsonObject payloadJson = read(ErrorReason.INVALID_PAYLOAD, json, j -> j.object(PAYLOAD));
        requireVersion(payloadJson);
        JsonObject requirementsJson = read(ErrorReason.INVALID_PAYMENT_REQUIREMENTS, json, j -> j.object(REQUIREMENTS));
        PaymentRequirements requirements =
                read(ErrorReason.INVALID_PAYMENT_REQUIREMENTS, requirementsJson, PaymentRequirements::fromJson);
        PaymentPayload payload = read(ErrorReason.INVALID_PAYLOAD, payloadJson, PaymentPayload::fromJson);
        return new PaymentRequest(new FacilitatorRequest(payload, requirements), payloadJson, requirementsJson);
    }

    public FacilitatorRequest message() {
        return message;
    }

    /** CAIP-2 name of the network on which the payment is asked for. */
    public String network() {
        return message.paymentRequirements().network();
    }

    /** SHA-256 of the canonical requirements and payload as they were sent, unknown members included; computed anew each time. */
    public Bytes32 digest() {
        return JsonObject.builder()
                .put(PAYLOAD, payloadJson)
                .put(REQUIREMENTS, requirementsJson)
                .build()
                .sha256();
    }

    private static void requireVersion(JsonObject json) throws RefusedRequestException {
        int version = read(ErrorReason.INVALID_X402_VERSION, json, j -> j.integer("x402Version"));
        if (version != X402.VERSION) {
            throw new RefusedRequestException(
                    400, ErrorReason.INVALID_X402_VERSION, "x402Version is not " + X402.VERSION);
        }
    }

    private static <S, T> T read(ErrorReason reason, S source, Function<S, T> reader) throws RefusedRequestException {
        try {
            return reader.apply(source);
        } catch (MalformedException e) {
            throw new RefusedRequestException(400, reason, String.valueOf(e.getMessage()));
        }
    }
}
