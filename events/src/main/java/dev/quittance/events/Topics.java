package dev.quittance.events;

import java.util.List;

/** The topics between the services. Each is keyed by payment id, so that one payment's events share a partition. */
public final class Topics {
    /** From the facilitator to the settlement-workers. */
    public static final String SETTLEMENT_REQUESTS = "settlement.requests";

    /** From the settlement-workers to the facilitator. */
    public static final String SETTLEMENT_OUTCOMES = "settlement.outcomes";

    /** Every topic that carries events; each has a dead-letter topic beside it. */
    public static final List<String> ALL = List.of(SETTLEMENT_REQUESTS, SETTLEMENT_OUTCOMES);

    private Topics() {}

    /** Where a consumer of {@code topic} leaves word of what it cannot read. */
    public static String deadLetterOf(String topic) {
        return topic + ".dead-letter";
    }
}
