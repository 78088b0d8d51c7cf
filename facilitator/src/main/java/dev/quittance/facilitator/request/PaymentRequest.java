package dev.quittance.facilitator.request;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.X402;
import dev.quittance.protocol.x402.v1.Requirements;
import java.util.function.Function;

/** The body of {@code /verify} and {@code /settle}, in either version of the protocol. */
public final class PaymentRequest {
    private static final String PAYLOAD = "paymentPayload";
    private static final String REQUIREMENTS = "paymentRequirements";

    private final int version;
    private final FacilitatorRequest message;
    private final JsonObject payloadJson;
    private final JsonObject requirementsJson;

    private PaymentRequest(
            int version, FacilitatorRequest message, JsonObject payloadJson, JsonObject requirementsJson) {
        this.version = version;
        this.message = message;
        this.payloadJson = payloadJson;
        this.requirementsJson = requirementsJson;
    }

    /**
     * Reads a body, in the version that it names.
     *
     * @throws RefusedRequestException when it is not strict JSON, of an unknown version, or a member is not of its form
     */
    static PaymentRequest parse(byte[] body) throws RefusedRequestException {
        JsonObject json = read(ErrorReason.INVALID_PAYLOAD, body, JsonObject::parse);
        int version = version(json);
        JsonObject payloadJson = read(ErrorReason.INVALID_PAYLOAD, json, j -> j.object(PAYLOAD));
        if (version(payloadJson) != version) {
            throw new RefusedRequestException(
                    400, ErrorReason.INVALID_X402_VERSION, "the payload is of another x402Version");
        }
        JsonObject requirementsJson = read(ErrorReason.INVALID_PAYMENT_REQUIREMENTS, json, j -> j.object(REQUIREMENTS));
        FacilitatorRequest message =
                version == X402.VERSION ? current(payloadJson, requirementsJson) : old(payloadJson, requirementsJson);
        return new PaymentRequest(version, message, payloadJson, requirementsJson);
    }

    private static FacilitatorRequest current(JsonObject payloadJson, JsonObject requirementsJson)
            throws RefusedRequestException {
        var requirements =
                read(ErrorReason.INVALID_PAYMENT_REQUIREMENTS, requirementsJson, PaymentRequirements::fromJson);
        return new FacilitatorRequest(
                read(ErrorReason.INVALID_PAYLOAD, payloadJson, PaymentPayload::fromJson), requirements);
    }

    private static FacilitatorRequest old(JsonObject payloadJson, JsonObject requirementsJson)
            throws RefusedRequestException {
        var requirements = read(ErrorReason.INVALID_PAYMENT_REQUIREMENTS, requirementsJson, Requirements::read);
        var payload =
                read(ErrorReason.INVALID_PAYLOAD, payloadJson, dev.quittance.protocol.x402.v1.PaymentPayload::fromJson);
        return new FacilitatorRequest(payload.answering(requirements), requirements);
    }

    public FacilitatorRequest message() {
        return message;
    }

    /** The network on which the payment is asked for, as the request names it. */
    public String network() {
        return requirementsJson.text("network");
    }

    /** Whether it is of version 2, and so wants its answer. */
    public boolean isCurrent() {
        return version == X402.VERSION;
    }

    /** The reason in the words of the request's version. */
    public ErrorReason worded(ErrorReason reason) {
        return !isCurrent() && reason == ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALUE_MISMATCH
                ? ErrorReason.INVALID_EXACT_EVM_AUTHORIZATION_VALUE
                : reason;
    }

    /** SHA-256 of the canonical requirements and payload as they were sent, unknown members included; computed anew each time. */
    public Bytes32 digest() {
        return JsonObject.builder()
                .put(PAYLOAD, payloadJson)
                .put(REQUIREMENTS, requirementsJson)
                .build()
                .sha256();
    }

    private static int version(JsonObject json) throws RefusedRequestException {
        int version = read(ErrorReason.INVALID_X402_VERSION, json, j -> j.integer("x402Version"));
        if (version != X402.VERSION && version != dev.quittance.protocol.x402.v1.PaymentPayload.VERSION) {
            throw new RefusedRequestException(400, ErrorReason.INVALID_X402_VERSION, "x402Version is neither 1 nor 2");
        }
        return version;
    }

    private static <S, T> T read(ErrorReason reason, S source, Function<S, T> reader) throws RefusedRequestException {
        try {
            return reader.apply(source);
        } catch (MalformedException e) {
            throw new RefusedRequestException(400, reason, String.valueOf(e.getMessage()));
        }
    }
}
