package dev.quittance.events;

import java.util.List;

/** The topics between the services. Each is keyed by payment id, so that one payment's events share a partition. */
public final class Topics {
    /** From the facilitator to the settlement-workers. */
    public static final String SETTLEMENT_REQUESTS = "settlement.requests";

    /** From the settlement-workers to the facilitator. */
    public static final String SETTLEMENT_OUTCOMES = "settlement.outcomes";

    /** What happens to payments, from the facilitator to the gateways and the books. */
    public static final String PAYMENT_EVENTS = "payment.events";

    /** What became of paid requests, from the gateways to the books. */
    public static final String DELIVERY_EVENTS = "delivery.events";

    /** Every topic that carries events; each has a dead-letter topic beside it. */
    public static final List<String> ALL =
            List.of(SETTLEMENT_REQUESTS, SETTLEMENT_OUTCOMES, PAYMENT_EVENTS, DELIVERY_EVENTS);

    private Topics() {}

    /** Where a consumer of {@code topic} leaves word of what it cannot read. */
    public static String deadLetterOf(String topic) {
        return topic + ".dead-letter";
    }
}
