package dev.quittance.facilitator.backlog;

import dev.quittance.vitals.BacklogQuery;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** What waits in the facilitator's tables. */
final class BacklogQueries {
    @Produces
    @Singleton
    BacklogQuery outbox() {
        return BacklogQuery.outbox();
    }

    @Produces
    @Singleton
    BacklogQuery payments() {
        return new BacklogQuery(
                "quittance.payments.pending",
                "state",
                List.of("RESERVED", "SUBMITTING", "BROADCAST", "INCLUDED", "SAFE", "REORGED"),
                """
                select state, count(*), extract(epoch from clock_timestamp() - min(created_at)) from payment
                where state in ('RESERVED', 'SUBMITTING', 'BROADCAST', 'INCLUDED', 'SAFE', 'REORGED') group by state
                """);
    }

    @Produces
    @Singleton
    BacklogQuery heldOutcomes() {
        return new BacklogQuery("quittance.outcomes.held", "cause", List.of("gap"), """
                select 'gap', count(*), coalesce(extract(epoch from clock_timestamp() - min(held_at)), 0)
                from held_outcome
                """);
    }
}
