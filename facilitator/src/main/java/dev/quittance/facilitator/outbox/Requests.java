package dev.quittance.facilitator.outbox;

import dev.quittance.events.Event;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Payment;
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
    public Event event(UUID paymentId, Payment payment, BigInteger head) {
        var data = Schemes.write(payment)
                .put("paymentId", paymentId.toString())
                .put("scheme", payment.kind().scheme())
                .put("network", "eip155:" + payment.asset().chainId())
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
