package dev.quittance.gateway.route;

/** How a payment is tied to its request. */
public enum Binding {
    /** The authorization's nonce is derived from the challenge id: the payer signed for this request and no other. */
    STRICT,
    /** Any nonce: the first request that reserves the authorization owns it. */
    COMPAT
}
