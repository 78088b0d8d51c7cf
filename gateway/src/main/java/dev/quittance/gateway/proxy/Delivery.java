package dev.quittance.gateway.proxy;

/** How the delivery of a flowing answer ended. */
public sealed interface Delivery {

    int status();

    /** The whole answer of the upstream went out. */
    record Complete(int status) implements Delivery {}

    /** The whole answer went out, and says that the upstream failed. */
    record Failed(int status) implements Delivery {}

    /** The client left, or the upstream broke off within its answer. */
    record CutOff(int status) implements Delivery {}
}
