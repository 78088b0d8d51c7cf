package dev.quittance.e2e.chaos;

/** A connection between two parts that a fault can hit. */
enum Link {
    FACILITATOR_DATABASE,
    FACILITATOR_NODE,
    WORKER_DATABASE,
    WORKER_NODE,
    SIGNER_DATABASE,
    WORKER_SIGNER
}
