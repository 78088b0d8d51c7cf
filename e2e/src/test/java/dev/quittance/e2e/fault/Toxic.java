package dev.quittance.e2e.fault;

import java.time.Duration;

/** How a {@link FaultProxy} treats the connections it carries. */
public sealed interface Toxic {
    /** Bytes pass unchanged. */
    record None() implements Toxic {}

    /** Each piece of data waits before it passes, in both directions. */
    record Latency(Duration delay) implements Toxic {}

    /** Connections stay open and nothing passes any more: the peer's host has vanished. */
    record HalfOpen() implements Toxic {}

    /** Established connections are reset, also those that come. */
    record Reset() implements Toxic {}

    /** Requests pass, then the connection is reset before any answer: the worst moment. */
    record ResetBeforeAnswer() implements Toxic {}

    /** New connections are refused and established ones closed: the peer's process is gone. */
    record Down() implements Toxic {}
}
