package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.Bytes32;
import java.time.Instant;
import java.util.Optional;

/** What the chain says of an authorization that a facilitator refused. */
sealed interface Spending {

    /** At the newest block it is not used. */
    record Unused() implements Spending {}

    /** At the finalized block it is unused and its time is over: it can never move money. */
    record Dead() implements Spending {}

    /**
     * It is used or cancelled.
     *
     * @param by the transaction that used it and when, if it is found among recent blocks
     */
    record Used(Optional<Use> by) implements Spending {}

    /** No node can be asked. */
    record Unknown() implements Spending {}

    /**
     * A use of the authorization.
     *
     * @param at time of its block
     */
    record Use(Bytes32 transaction, Instant at) {}
}
