package dev.quittance.e2e.chaos;

/** A connection between two parts that a fault can hit. */
enum Link {
    FACILITATOR_DATABASE,
    FACILITATOR_NODE,
    FACILITATOR_BROKER,
    WORKER_DATABASE,
    WORKER_NODE,
    WORKER_BROKER,
    SIGNER_DATABASE,
    WORKER_SIGNER
}
