package dev.quittance.signer.seal;

/** Fired once, when the root is there: at the start, or when a ceremony has brought it. */
public record RootOpened() {}
