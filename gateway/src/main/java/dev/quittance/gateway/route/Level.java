package dev.quittance.gateway.route;

/** How firmly a payment stands on its chain, weakest first. */
public enum Level {
    INCLUDED,
    SAFE,
    FINALIZED
}
