package dev.quittance.e2e.chaos;

import java.util.List;

/** A connection between two parts that a fault can hit. */
enum Link {
    FACILITATOR_DATABASE,
    FACILITATOR_NODE,
    FACILITATOR_BROKER,
    WORKER_DATABASE,
    WORKER_NODE,
    WORKER_BROKER,
    SIGNER_DATABASE,
    WORKER_SIGNER,
    CLIENT_GATEWAY,
    GATEWAY_FACILITATOR,
    GATEWAY_DATABASE;

    /** Those of a suite without a gateway. */
    static final List<Link> OF_SETTLEMENT = List.of(
            FACILITATOR_DATABASE,
            FACILITATOR_NODE,
            FACILITATOR_BROKER,
            WORKER_DATABASE,
            WORKER_NODE,
            WORKER_BROKER,
            SIGNER_DATABASE,
            WORKER_SIGNER);

    /** Those between a client and the facilitator. */
    static final List<Link> OF_GATEWAY = List.of(CLIENT_GATEWAY, GATEWAY_FACILITATOR, GATEWAY_DATABASE);
}
