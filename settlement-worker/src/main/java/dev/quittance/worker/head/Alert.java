package dev.quittance.worker.head;

import java.util.Locale;

/** What an operator must look at: the node contradicts itself, or the chain broke its word. */
public enum Alert {
    /** The node went back to a block that it had left behind, or is far behind the others. */
    STALE_HEAD,
    /** The node's parts of one block do not fit together, or one is missing. */
    CONTRADICTION,
    /** Two nodes say different things of the same block or height. */
    DISAGREEMENT,
    /** The node serves another chain. */
    OTHER_CHAIN,
    /** A block that was final is gone. */
    REORG_PAST_FINALIZED;

    /** The spelling in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
