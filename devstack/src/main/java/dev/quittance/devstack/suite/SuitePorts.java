package dev.quittance.devstack.suite;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The suite's TCP ports on 127.0.0.1.
 *
 * @param shift added to each default, so that several suites fit on one machine
 */
public record SuitePorts(int shift) {
    /** A service's health and metrics are this far above its own port. */
    private static final int MANAGEMENT = 1000;

    private static final int HIGHEST_DEFAULT = 9405;

    public SuitePorts {
        if (shift < -8000 || shift > 65_535 - HIGHEST_DEFAULT) {
            throw new IllegalArgumentException("--port-base shifts the default ports by -8000 to 56130");
        }
    }

    public int upstream() {
        return 8400 + shift;
    }

    public int gateway() {
        return 8402 + shift;
    }

    public int facilitator() {
        return 8403 + shift;
    }

    public int settlementWorker() {
        return 8404 + shift;
    }

    public int signer() {
        return 8405 + shift;
    }

    public int postgres() {
        return 8432 + shift;
    }

    public int kafka() {
        return 8492 + shift;
    }

    public int kafkaController() {
        return 8493 + shift;
    }

    public int chain() {
        return 8545 + shift;
    }

    /** The port of a service's health and metrics. */
    public int management(int service) {
        return service + MANAGEMENT;
    }

    /** What the parts and the demo's upstream need, with the purpose as a person reads it; services name their own. */
    Map<Integer, String> ofParts() {
        var needed = new LinkedHashMap<Integer, String>();
        needed.put(upstream(), "the demo's upstream");
        needed.put(postgres(), "PostgreSQL");
        needed.put(kafka(), "Kafka");
        needed.put(kafkaController(), "Kafka's controller");
        needed.put(chain(), "the chain");
        return needed;
    }
}
