package dev.quittance.gateway.proxy;

/** How the delivery of a paid answer ended. */
public sealed interface Delivery {

    /** The whole answer of the upstream went out. */
    record Complete(int status) implements Delivery {}

    /** The answer says that the upstream failed; 502 to 504 may be the gateway's own words. */
    record Failed(int status) implements Delivery {}

    /** The client left, or the upstream broke off within its answer. */
    record CutOff() implements Delivery {}
}
