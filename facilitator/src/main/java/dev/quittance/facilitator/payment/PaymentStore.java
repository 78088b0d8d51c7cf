package dev.quittance.facilitator.payment;

import dev.quittance.facilitator.payment.PaymentEvent.Reserved;
import dev.quittance.facilitator.payment.PaymentEvent.Submitted;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Payments and their events in SQL. Every method runs in its caller's transaction. */
public final class PaymentStore {
    private static final String COLUMNS = """
            id, caller, chain_id, token, payer, nonce, payee, amount, digest, head, state, version, attempt_id,
            transaction, block_number, block_hash, log_index, success, answer, outcome_sequence""";

    private static final String FIND_LIVE = "select " + COLUMNS + """
             from payment
            where chain_id = ? and token = ? and payer = ? and nonce = ? and state not in ('REJECTED', 'BLOCKED')""";

    private static final String LOCK = "select " + COLUMNS + " from payment where id = ? for update";

    private static final String FIND = "select " + COLUMNS + " from payment where id = ?";

    private static final String INSERT = """
            insert into payment (id, caller, chain_id, token, payer, nonce, payee, amount, digest, head, state, version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing""";

    private static final String UPDATE = """
            update payment
            set state = ?, version = ?, attempt_id = ?, transaction = ?, block_number = ?, block_hash = ?,
                log_index = ?, success = ?, answer = ?, updated_at = now()
            where id = ? and version = ?""";

    private static final String SET_OUTCOME_SEQUENCE = "update payment set outcome_sequence = ? where id = ?";

    private static final String INSERT_EVENT = """
            insert into payment_event (payment_id, sequence, type, from_state, to_state, data)
            values (?, ?, ?, ?, ?, ?::jsonb)""";

    private static final String LOG = """
            select type, data from payment_event where payment_id = ? order by sequence""";

    private static final String ANSWERED = """
            select id, success, answer from payment where id = any (?) and answer is not null""";

    /** A payment that an outcome is about to move. */
    public record Locked(Payment payment, long outcomeSequence) {}

    /**
     * Binds an authorization and requests its settlement.
     *
     * @return the payment; empty when the authorization is bound already, and then nothing was written
     */
    public Optional<Payment> reserve(Connection connection, PaymentTerms terms) throws SQLException {
        var reserved = new Reserved(terms);
        var submitted = new Submitted();
        Payment first = Payment.begin(reserved);
        Payment second = first.after(submitted).orElseThrow();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            AuthorizationKey key = terms.authorization();
            insert.setObject(1, terms.id());
            insert.setString(2, terms.caller());
            setKey(insert, 3, key);
            insert.setBytes(7, terms.payee().toByteArray());
            insert.setBigDecimal(8, new BigDecimal(terms.amount()));
            insert.setBytes(9, terms.digest().toByteArray());
            insert.setBigDecimal(10, new BigDecimal(terms.head()));
            insert.setString(11, second.state().name());
            insert.setInt(12, second.version());
            if (insert.executeUpdate() == 0) {
                return Optional.empty();
            }
        }
        appendEvent(connection, terms.id(), PaymentState.NEW, first, reserved);
        appendEvent(connection, terms.id(), first.state(), second, submitted);
        return Optional.of(second);
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

    /** Locks a payment until the transaction ends. */
    public Optional<Locked> lock(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setObject(1, id);
            return one(select);
        }
    }

    /** Records an event and the state it led to. {@code before} must be locked or otherwise current. */
    public void append(Connection connection, Payment before, PaymentEvent event, Payment after) throws SQLException {
        UUID id = before.terms().id();
        appendEvent(connection, id, before.state(), after, event);
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            update.setString(1, after.state().name());
            update.setInt(2, after.version());
            update.setObject(3, after.attemptId().orElse(null), Types.OTHER);
            update.setBytes(4, PaymentRow.bytes(after.transaction()));
            PaymentRow.setInclusion(update, 5, after.inclusion());
            update.setObject(8, after.answer().map(Answer::success).orElse(null), Types.BOOLEAN);
            update.setString(9, after.answer().map(Answer::json).orElse(null));
            update.setObject(10, id);
            update.setInt(11, before.version());
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("the payment moved while it was changed");
            }
        }
    }

    /** Notes the last outcome that was applied to a locked payment. */
    public void setOutcomeSequence(Connection connection, UUID id, long sequence) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET_OUTCOME_SEQUENCE)) {
            update.setLong(1, sequence);
            update.setObject(2, id);
            update.executeUpdate();
        }
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

    private static void appendEvent(
            Connection connection, UUID id, PaymentState from, Payment after, PaymentEvent event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_EVENT)) {
            insert.setObject(1, id);
            insert.setInt(2, after.version());
            insert.setString(3, event.type().stored());
            insert.setString(4, from.name());
            insert.setString(5, after.state().name());
            insert.setString(6, EventData.write(event).toString());
            insert.executeUpdate();
        }
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
