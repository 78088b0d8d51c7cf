package dev.quittance.signer.journal;

/** One decision of the gate, as it is put on record. */
public sealed interface Decided permits PermittedEntry, DeniedEntry {}
