package dev.quittance.gateway.route;

/**
 * How the upstream says what an answer costs, up to the price of the route.
 *
 * @param header of its answer that holds the amount in atomic units, and never goes out
 * @param unread what is charged when it holds none
 */
public record Meter(String header, Unread unread) {

    /** What becomes of an answer without a readable amount. */
    public enum Unread {
        /** The whole price is charged. */
        MAX,
        /** It is not sold: nothing is charged. */
        REFUSE
    }
}
