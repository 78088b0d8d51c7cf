package dev.quittance.worker.attempt;

import dev.quittance.worker.settlement.Settlement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which settlements go out together. What its scheme wants alone goes alone, and whatever an earlier attempt did not settle.
 *
 * @param max members of one transaction
 * @param delay how long a batch may wait for company while the lanes are busy
 */
public record Batching(int max, Duration delay) {
    /**
     * What to send now.
     *
     * @param rest how long what is left may still wait; zero when nothing is left
     */
    public record Plan(List<List<Settlement>> batches, Duration rest) {}

    /**
     * Makes full batches, and lets the remainder go when nothing is under way that it could wait behind, or when it has waited
     * long enough.
     *
     * @param queued oldest first
     * @param waited how long the oldest has waited
     * @param idle whether nothing is under way
     */
    public Plan plan(List<Settlement> queued, Duration waited, boolean idle) {
        var batches = new ArrayList<List<Settlement>>();
        var company = new ArrayList<Settlement>();
        for (Settlement settlement : queued) {
            if (goesAlone(settlement)) {
                batches.add(List.of(settlement));
            } else {
                company.add(settlement);
            }
            if (company.size() == max) {
                batches.add(List.copyOf(company));
                company.clear();
            }
        }
        if (company.isEmpty()) {
            return new Plan(batches, Duration.ZERO);
        }
        if (idle || waited.compareTo(delay) >= 0) {
            batches.add(List.copyOf(company));
            return new Plan(batches, Duration.ZERO);
        }
        return new Plan(batches, delay.minus(waited));
    }

    private static boolean goesAlone(Settlement settlement) {
        return settlement.attempts() > 0 || settlement.payment().settlement().alone();
    }
}
