package dev.quittance.e2e.chaos;

import dev.quittance.e2e.chaos.TopicRecord.Message;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What happened at the worker reached the facilitator: every change of a settlement stands in the topic under its sequence,
 * however often with the same bytes, and the facilitator has worked through all of them. Nothing waits in an outbox, nothing is
 * held back, nothing was set aside.
 */
final class OutcomeTrail {
    private static final Map<String, String> TYPES = Map.of(
            "included", "quittance.settlement.included",
            "safe", "quittance.settlement.safe",
            "finalized", "quittance.settlement.finalized",
            "failed", "quittance.settlement.failed",
            "broadcast", "quittance.settlement.broadcast");

    private final ChaosSuite suite;
    private final Database database;
    private final List<String> violations = new ArrayList<>();

    OutcomeTrail(ChaosSuite suite, Database database) {
        this.suite = suite;
        this.database = database;
    }

    List<String> violations() throws SQLException {
        none(Database.FACILITATOR, "an event that was never published", "select event_id from outbox");
        none(Database.WORKER, "an event that was never published", "select event_id from outbox");
        none(Database.FACILITATOR, "an outcome that still waits", "select payment_id, sequence from held_outcome");
        TopicRecord topics = TopicRecord.read(suite.brokerAddress());
        topics.deadLetters().forEach(letter -> violations.add("set aside: " + letter));
        Map<String, NavigableMap<Long, Message>> requests = distinct(topics.requests());
        Map<String, NavigableMap<Long, Message>> outcomes = distinct(topics.outcomes());
        var seen = new HashMap<String, String>();
        for (List<String> row : database.rows(
                Database.FACILITATOR,
                "select id, outcome_sequence from payment where state not in ('REJECTED', 'BLOCKED')")) {
            seen.put(row.get(0), row.get(1));
            if (!requests.containsKey(row.get(0))) {
                violations.add("payment " + row.get(0) + " was never requested");
            }
        }
        for (List<String> row : database.rows(Database.WORKER, "select payment_id, sequence, state from settlement")) {
            compare(row.get(0), Long.parseLong(row.get(1)), row.get(2), outcomes, seen);
        }
        return violations;
    }

    private void compare(
            String payment,
            long sequence,
            String state,
            Map<String, NavigableMap<Long, Message>> outcomes,
            Map<String, String> seen) {
        var told = outcomes.getOrDefault(payment, new TreeMap<>());
        if (!List.copyOf(told.keySet())
                .equals(LongStream.rangeClosed(1, sequence).boxed().toList())) {
            violations.add(payment + " has " + sequence + " outcomes, told are " + told.keySet());
        } else if (TYPES.containsKey(state)
                && !told.lastEntry().getValue().type().equals(TYPES.get(state))) {
            violations.add(payment + " is " + state + ", told last is "
                    + told.lastEntry().getValue().type());
        }
        if (!Long.toString(sequence).equals(seen.get(payment))) {
            violations.add(payment + " has " + sequence + " outcomes, the facilitator has seen " + seen.get(payment));
        }
    }

    /** By payment and sequence; what was published again must be the same. */
    private Map<String, NavigableMap<Long, Message>> distinct(List<Message> messages) {
        var distinct = new HashMap<String, NavigableMap<Long, Message>>();
        for (Message message : messages) {
            Message first = distinct.computeIfAbsent(message.payment(), _ -> new TreeMap<>())
                    .putIfAbsent(message.sequence(), message);
            if (first != null && !first.equals(message)) {
                violations.add(message.payment() + " has two events under sequence " + message.sequence());
            }
        }
        return distinct;
    }

    private void none(String role, String what, String query) throws SQLException {
        database.none(role, what, query).forEach(violations::add);
    }
}
