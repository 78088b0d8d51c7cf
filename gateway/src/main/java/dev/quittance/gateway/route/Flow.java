package dev.quittance.gateway.route;

/** What comes first, the money or the work; the protocol's payment flows (x402 v2 §6.1). */
public enum Flow {
    /** Settled first, then the upstream works. */
    UPFRONT,
    /** The upstream works first; its answer is withheld until the payment is settled. */
    AUTHORIZATION
}
