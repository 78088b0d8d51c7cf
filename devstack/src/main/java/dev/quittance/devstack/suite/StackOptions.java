package dev.quittance.devstack.suite;

import dev.quittance.devstack.BrokerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the parts under a suite run.
 *
 * @param blockTime a block each so often
 * @param epochSlots the safe block is this many behind the head, the finalized block twice as many; at least 1
 * @param kept whether payments and chain outlive the suite; saving the chain costs more the longer it gets
 * @param postgres settings of the server, over those that the devstack chooses
 * @param brokerListeners further ports of the broker
 */
public record StackOptions(
        Duration blockTime,
        int epochSlots,
        boolean kept,
        Map<String, String> postgres,
        List<BrokerOptions.Listener> brokerListeners) {
    /** Blocks of a second, safe after two and final after four: a demo shows both within seconds. All is kept. */
    public static final StackOptions DEMO = new StackOptions(Duration.ofSeconds(1), 2, true, Map.of(), List.of());

    public StackOptions {
        postgres = Map.copyOf(postgres);
        brokerListeners = List.copyOf(brokerListeners);
    }
}
