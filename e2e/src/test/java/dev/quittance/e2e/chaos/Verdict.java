package dev.quittance.e2e.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/**
 * What came of one run.
 *
 * @param chaos where it raged
 * @param payments that clients sent
 * @param violations of the invariants, one line each; none when all is well
 */
record Verdict(String chaos, FaultPlan plan, int payments, List<String> violations) {
    Verdict {
        violations = List.copyOf(violations);
    }

    /** One line for people. */
    String line() {
        return "seed %d: %d faults, %d payments, %s"
                .formatted(
                        plan.seed(),
                        plan.steps().size(),
                        payments,
                        violations.isEmpty() ? "all invariants hold" : violations.size() + " violations");
    }

    /** One line for programs. */
    String json() {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("chaos", chaos)
                .put("seed", plan.seed())
                .put("workers", plan.twoWorkers() ? 2 : 1)
                .put("faults", plan.steps().size())
                .put("payments", payments)
                .put("holds", violations.isEmpty());
        var lines = json.putArray("violations");
        violations.forEach(lines::add);
        return json.toString();
    }
}
