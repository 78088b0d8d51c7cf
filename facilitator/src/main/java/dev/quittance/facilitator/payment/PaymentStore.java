package dev.quittance.facilitator.payment;

import dev.quittance.events.Event;
import dev.quittance.events.Outbox;
import dev.quittance.events.Topics;
import dev.quittance.facilitator.payment.PaymentEvent.Reserved;
import dev.quittance.facilitator.payment.PaymentEvent.Submitted;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Payments and their events in SQL. Every method runs in its caller's transaction. Whatever moves a payment announces it in the
 * same transaction, so that no change of state is without its event.
 */
public final class PaymentStore {
    private static final String COLUMNS = """
            id, caller, kind, chain_id, token, payer, nonce, payee, amount, digest, head, metadata, state, version, attempt_id,
            transaction, block_number, block_hash, log_index, success, answer, outcome_sequence""";

    private static final String FIND_LIVE = "select " + COLUMNS + """
             from payment
            where chain_id = ? and token = ? and payer = ? and nonce = ? and state not in ('REJECTED', 'BLOCKED')""";

    private static final String FIND_ALL_LIVE = "select " + COLUMNS + """
             from payment
            join unnest(?::bigint[], ?::bytea[], ?::bytea[], ?::bytea[]) k(chain_id, token, payer, nonce)
                using (chain_id, token, payer, nonce)
            where state not in ('REJECTED', 'BLOCKED')""";

    private static final String LOCK_ALL =
            "select " + COLUMNS + " from payment where id = any (?) order by id for update";

    private static final String FIND = "select " + COLUMNS + " from payment where id = ?";

    private static final String INSERT = """
            insert into payment (id, caller, chain_id, token, payer, nonce, payee, amount, digest, head, metadata,
                state, version, kind, preparing)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)""";

    private static final String UPDATE = """
            update payment
            set state = ?, version = ?, attempt_id = ?, transaction = ?, block_number = ?, block_hash = ?,
                log_index = ?, success = ?, answer = ?, outcome_sequence = ?, updated_at = now()
            where id = ? and version = ?""";

    private static final String INSERT_EVENT = """
            insert into payment_event (payment_id, sequence, type, from_state, to_state, data)
            values (?, ?, ?, ?, ?, ?::jsonb)""";

    private static final String LOG = """
            select type, data from payment_event where payment_id = ? order by sequence""";

    private static final String HISTORY = """
            select sequence, type, at from payment_event where payment_id = ? order by sequence""";

    private static final String ANSWERED = """
            select id, success, answer from payment where id = any (?) and answer is not null""";

    private final InstantSource clock;

    /** A payment that an outcome is about to move. */
    public record Locked(Payment payment, long outcomeSequence) {}

    /**
     * An event of a payment's log, without its content.
     *
     * @param at database time
     */
    public record Happened(int sequence, String type, Instant at) {}

    /** A payment as it stands once it is reserved and its settlement requested. */
    static Payment submitted(PaymentTerms terms) {
        return Payment.begin(new Reserved(terms)).after(new Submitted()).orElseThrow();
    }

    public PaymentStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Binds authorizations, none of which is bound, notes that their settlement is requested, and announces both. */
    void insertAll(Connection connection, List<Claim> claims) throws SQLException {
        Instant time = clock.instant();
        var announcements = new ArrayList<Event>(2 * claims.size());
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement events = connection.prepareStatement(INSERT_EVENT)) {
            for (Claim claim : claims) {
                PaymentTerms terms = claim.terms();
                Payment payment = submitted(terms);
                insert.setObject(1, terms.id());
                insert.setString(2, terms.caller());
                setKey(insert, 3, terms.authorization());
                insert.setBytes(7, terms.payee().toByteArray());
                insert.setBigDecimal(8, new BigDecimal(terms.amount()));
                insert.setBytes(9, terms.digest().toByteArray());
                insert.setBigDecimal(10, new BigDecimal(terms.head()));
                insert.setString(11, terms.metadata().map(JsonObject::toString).orElse(null));
                insert.setString(12, payment.state().name());
                insert.setInt(13, payment.version());
                insert.setString(14, terms.kind().toString());
                insert.setBoolean(15, claim.preparing().isPresent());
                insert.addBatch();
                var reserved = new Reserved(terms);
                Payment first = Payment.begin(reserved);
                var submitted = new Submitted();
                addEvent(events, PaymentState.NEW, first, reserved);
                addEvent(events, first.state(), payment, submitted);
                Optional<String> traceparent = claim.request().traceparent();
                announcements.add(Announcement.of(first, reserved, time, traceparent));
                announcements.add(Announcement.of(payment, submitted, time, traceparent));
            }
            insert.executeBatch();
            events.executeBatch();
        }
        Outbox.appendAll(connection, Topics.PAYMENT_EVENTS, announcements);
    }

    /** The live payments of authorizations. */
    public Map<AuthorizationKey, Payment> findAll(Connection connection, List<AuthorizationKey> keys)
            throws SQLException {
        var found = new HashMap<AuthorizationKey, Payment>();
        try (PreparedStatement select = connection.prepareStatement(FIND_ALL_LIVE)) {
            KeyArrays.setKeys(connection, select, keys);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Payment payment = PaymentRow.read(rows).payment();
                    found.put(payment.terms().authorization(), payment);
                }
            }
        }
        return found;
    }

    /** The live payment of an authorization. */
    public Optional<Payment> find(Connection connection, AuthorizationKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND_LIVE)) {
            setKey(select, 1, key);
            return one(select).map(Locked::payment);
        }
    }

    public Optional<Payment> find(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setObject(1, id);
            return one(select).map(Locked::payment);
        }
    }

    /** Locks payments until the transaction ends. */
    public Map<UUID, Locked> lockAll(Connection connection, Collection<UUID> ids) throws SQLException {
        var locked = new HashMap<UUID, Locked>();
        try (PreparedStatement select = connection.prepareStatement(LOCK_ALL)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Locked each = PaymentRow.read(rows);
                    locked.put(each.payment().terms().id(), each);
                }
            }
        }
        return locked;
    }

    /** Records what happened to locked payments and where it led, and announces it. */
    public void appendAll(Connection connection, Collection<Move> moves) throws SQLException {
        Instant time = clock.instant();
        var announcements = new ArrayList<Event>();
        try (PreparedStatement update = connection.prepareStatement(UPDATE);
                PreparedStatement events = connection.prepareStatement(INSERT_EVENT)) {
            for (Move move : moves) {
                Payment payment = move.before();
                for (PaymentEvent event : move.events()) {
                    Payment after = payment.after(event).orElseThrow();
                    addEvent(events, payment.state(), after, event);
                    announcements.add(Announcement.of(after, event, time, move.traceparent()));
                    payment = after;
                }
                addUpdate(update, move.before().version(), payment, move.outcomeSequence());
            }
            events.executeBatch();
            for (int count : update.executeBatch()) {
                if (count != 1) {
                    throw new IllegalStateException("a payment moved while it was changed");
                }
            }
        }
        Outbox.appendAll(connection, Topics.PAYMENT_EVENTS, announcements);
    }

    private static void addUpdate(PreparedStatement update, int versionBefore, Payment after, long outcomeSequence)
            throws SQLException {
        update.setString(1, after.state().name());
        update.setInt(2, after.version());
        update.setObject(3, after.attemptId().orElse(null), Types.OTHER);
        update.setBytes(4, PaymentRow.bytes(after.transaction()));
        PaymentRow.setInclusion(update, 5, after.inclusion());
        update.setObject(8, after.answer().map(Answer::success).orElse(null), Types.BOOLEAN);
        update.setString(9, after.answer().map(Answer::json).orElse(null));
        update.setLong(10, outcomeSequence);
        update.setObject(11, after.terms().id());
        update.setInt(12, versionBefore);
        update.addBatch();
    }

    /** A payment's whole log, oldest first. */
    public List<PaymentEvent> log(Connection connection, UUID id) throws SQLException {
        var events = new ArrayList<PaymentEvent>();
        try (PreparedStatement select = connection.prepareStatement(LOG)) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    events.add(EventData.read(rows.getString("type"), JsonObject.parse(rows.getString("data"))));
                }
            }
        }
        return events;
    }

    /** When what happened to a payment, oldest first. */
    public List<Happened> history(Connection connection, UUID id) throws SQLException {
        var history = new ArrayList<Happened>();
        try (PreparedStatement select = connection.prepareStatement(HISTORY)) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    history.add(new Happened(
                            rows.getInt("sequence"),
                            rows.getString("type"),
                            rows.getObject("at", OffsetDateTime.class).toInstant()));
                }
            }
        }
        return history;
    }

    /** The answers that exist among the given payments. */
    public Map<UUID, Answer> answers(Connection connection, Collection<UUID> ids) throws SQLException {
        var answers = new HashMap<UUID, Answer>();
        try (PreparedStatement select = connection.prepareStatement(ANSWERED)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    answers.put(
                            rows.getObject("id", UUID.class),
                            new Answer(rows.getBoolean("success"), rows.getString("answer")));
                }
            }
        }
        return answers;
    }

    private static void addEvent(PreparedStatement insert, PaymentState from, Payment after, PaymentEvent event)
            throws SQLException {
        insert.setObject(1, after.terms().id());
        insert.setInt(2, after.version());
        insert.setString(3, event.type().stored());
        insert.setString(4, from.name());
        insert.setString(5, after.state().name());
        insert.setString(6, EventData.write(event).toString());
        insert.addBatch();
    }

    private static void setKey(PreparedStatement statement, int from, AuthorizationKey key) throws SQLException {
        statement.setLong(from, key.chainId());
        statement.setBytes(from + 1, key.token().toByteArray());
        statement.setBytes(from + 2, key.payer().toByteArray());
        statement.setBytes(from + 3, key.nonce().toByteArray());
    }

    private static Optional<Locked> one(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(PaymentRow.read(row)) : Optional.empty();
        }
    }
}
