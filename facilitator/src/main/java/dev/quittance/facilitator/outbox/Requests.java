package dev.quittance.facilitator.outbox;

import dev.quittance.events.Event;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.exact.ExactPayment;
import dev.quittance.schemes.exact.ExactRules;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Writes settlement requests. */
@Singleton
public final class Requests {
    private static final String SOURCE = "/facilitator";
    private static final String TYPE = "quittance.settlement.requested";
    private static final long FIRST = 1;

    private final InstantSource clock;

    public Requests(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The request of a payment's first settlement, in the trace of the running call.
     *
     * @param head number of the block at which the authorization was seen unused; what used it later is its settlement
     */
    public Event event(UUID paymentId, ExactPayment payment, BigInteger head) {
        var data = JsonObject.builder()
                .put("paymentId", paymentId.toString())
                .put("scheme", ExactRules.SCHEME)
                .put("network", "eip155:" + payment.asset().chainId())
                .put("asset", payment.asset().address().toString())
                .put("authorization", payment.authorization().toJson())
                .put("signature", payment.signatureHex())
                .put("head", head.toString())
                .build();
        return new Event(
                UUID.randomUUID(),
                SOURCE,
                TYPE,
                paymentId.toString(),
                FIRST,
                clock.instant(),
                traceparent(),
                data.toString());
    }

    /** The W3C trace context of the running request. */
    private static Optional<String> traceparent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? Optional.of("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex())
                : Optional.empty();
    }
}
