package dev.quittance.attestation.caller;

import java.time.Instant;

/** A live key of which a document was believed. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares keys as records
record AttestedKey(byte[] liveKey, Instant until) {}
