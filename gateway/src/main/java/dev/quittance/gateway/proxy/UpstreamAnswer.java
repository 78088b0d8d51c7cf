package dev.quittance.gateway.proxy;

import dev.quittance.gateway.delivery.PaidAnswer;

/** What the upstream answered to a paid request. */
public sealed interface UpstreamAnswer {

    /** All of it is here. */
    record Whole(PaidAnswer answer) implements UpstreamAnswer {}

    /** It could not be reached, was silent or broke off; these are the gateway's words for it. */
    record Broken(PaidAnswer answer) implements UpstreamAnswer {}

    /** It has begun, and goes out as it comes: it is too large to be kept, or was never meant to be. */
    record Flowing(FlowingAnswer flow) implements UpstreamAnswer {}

    /** The client's body was not the one that it declared, or broke off; the upstream never got the end of it. */
    record BodyRefused() implements UpstreamAnswer {}
}
