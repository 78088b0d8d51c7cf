package dev.quittance.vitals;

import java.util.List;

/**
 * Rows of a service's own tables that wait for something: their number and the age of the oldest, by kind. Shown as
 * {@code <metric>.rows} and {@code <metric>.oldest.age.seconds}; all replicas show the same.
 *
 * @param metric what both names begin with
 * @param label the label that tells kinds apart
 * @param kinds all values of the label; without rows of a kind both numbers are 0
 * @param sql gives kind, number and age in seconds, one row for each kind that has any
 */
public record BacklogQuery(String metric, String label, List<String> kinds, String sql) {
    public BacklogQuery {
        kinds = List.copyOf(kinds);
    }

    /** What waits to be published, by the tables of {@code db/events}. */
    public static BacklogQuery outbox() {
        return new BacklogQuery("quittance.outbox", "topics", List.of("all"), """
                select 'all', count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0) from outbox
                """);
    }
}
