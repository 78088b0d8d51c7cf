package dev.quittance.demo;

import dev.quittance.devstack.suite.ServiceSpec;
import dev.quittance.devstack.suite.StackOptions;
import dev.quittance.devstack.suite.SuiteFolder;
import dev.quittance.devstack.suite.SuitePorts;
import java.util.List;
import java.util.function.Function;

/**
 * Which suite to start.
 *
 * @param folder of everything that it keeps
 * @param lanes relay accounts of the settlement-worker; at least 1
 * @param metered whether {@code upto} is on offer: the facilitator is told its lanes, and waits for the signer to know them
 * @param service each service as it shall run here; empty leaves it out, several are replicas with names and ports of their own
 */
public record SuitePlan(
        SuiteFolder folder,
        SuitePorts ports,
        StackOptions stack,
        int lanes,
        boolean metered,
        Function<ServiceSpec, List<ServiceSpec>> service) {

    /** The whole suite as it is shown to people. */
    static SuitePlan demo(SuiteFolder folder, SuitePorts ports) {
        return new SuitePlan(folder, ports, StackOptions.DEMO, 1, true, List::of);
    }
}
