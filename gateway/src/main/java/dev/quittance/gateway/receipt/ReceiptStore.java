package dev.quittance.gateway.receipt;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.database.Statement;
import dev.quittance.gateway.database.Transactions;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.Quittance;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Receipts in SQL, and what is still owed. A quittance is fixed as a draft before the signer is asked, so that whoever asks
 * again, after a crash or on another replica, asks for the same one.
 */
public final class ReceiptStore {
    private final DataSource dataSource;

    public ReceiptStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The next thing to do for a payment. */
    sealed interface Next {
        /** To be signed. */
        record Draft(Quittance quittance) implements Next {}

        /** Nothing is owed; this is the newest receipt. */
        record Issued(ReceiptDocument document) implements Next {}
    }

    /** A payment that a receipt is due for, and how often the signer was asked in vain. */
    record Due(UUID paymentId, int attempts) {}

    private record Row(ReceiptFacts facts, boolean owed, Optional<Quittance> draft) {}

    /** Notes what is owed; leaves the completion out of it for {@code grace}. */
    Also owing(ReceiptFacts facts, Duration grace) {
        var insert = """
                insert into quittance_due (payment_id, facts, due_at)
                values (?, ?::jsonb, now() + ? * interval '1 millisecond')
                on conflict (payment_id) do nothing
                """;
        var owe = new Statement(insert, (statement, first) -> {
            statement.setObject(first, facts.paymentId());
            statement.setString(first + 1, facts.toJson().toString());
            statement.setLong(first + 2, grace.toMillis());
            return first + 3;
        });
        return new Also(List.of(owe), Optional.of((connection, changed) -> {
            if (changed == 0) {
                learn(connection, facts.paymentId(), _ -> facts, grace);
            }
        }));
    }

    /** Does what {@link #owing} says. */
    void owe(Connection connection, ReceiptFacts facts, Duration grace) throws SQLException {
        owing(facts, grace).in(connection);
    }

    /**
     * Notes what is owed, and with it the draft of the first receipt; nothing when something is owed already.
     *
     * @throws ReceiptStoreException when the database cannot be reached
     */
    Optional<Quittance> draftFirst(ReceiptFacts facts, Instant now, Duration grace) {
        var sql = """
                insert into quittance_due (payment_id, facts, draft, draft_of, due_at)
                values (?, ?::jsonb, ?::jsonb, 1, now() + ? * interval '1 millisecond')
                on conflict (payment_id) do nothing
                """;
        var draft = new Quittance(facts, now.getEpochSecond(), Optional.empty());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, facts.paymentId());
            statement.setString(2, facts.toJson().toString());
            statement.setString(3, draft.toJson().toString());
            statement.setLong(4, grace.toMillis());
            return statement.executeUpdate() == 1 ? Optional.of(draft) : Optional.empty();
        } catch (SQLException e) {
            throw new ReceiptStoreException(e);
        }
    }

    /** Takes news of a payment in; nothing when no receipt was ever owed for it. */
    void learn(Connection connection, UUID paymentId, UnaryOperator<ReceiptFacts> news, Duration grace)
            throws SQLException {
        Optional<Row> row = lock(connection, paymentId);
        if (row.isEmpty()) {
            return;
        }
        ReceiptFacts held = row.get().facts();
        OwedFacts owed = OwedFacts.of(held, news.apply(held));
        if (owed.facts().equals(held)) {
            return;
        }
        var sql = """
                update quittance_due
                set facts = ?::jsonb, wanted = wanted + ?,
                    due_at = case when ? then now() + ? * interval '1 millisecond' else due_at end
                where payment_id = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, owed.facts().toJson().toString());
            statement.setInt(2, owed.due() ? 1 : 0);
            statement.setBoolean(3, owed.due());
            statement.setLong(4, grace.toMillis());
            statement.setObject(5, paymentId);
            statement.executeUpdate();
        }
    }

    /** What to do next for a payment that a receipt was owed for; a draft that is not there yet is made and kept. */
    Next next(Connection connection, UUID paymentId, Instant now) throws SQLException {
        Row row = lock(connection, paymentId).orElseThrow(() -> new SQLException("nothing is owed for this payment"));
        if (row.draft().isPresent()) {
            return new Next.Draft(row.draft().get());
        }
        Optional<ReceiptDocument> newest =
                newest(connection, paymentId).map(JsonObject::parse).map(ReceiptDocument::fromJson);
        if (!row.owed() && newest.isPresent()) {
            return new Next.Issued(newest.get());
        }
        var draft = new Quittance(
                row.facts(),
                now.getEpochSecond(),
                newest.map(document -> document.quittance().digest()));
        var sql = "update quittance_due set draft = ?::jsonb, draft_of = wanted where payment_id = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, draft.toJson().toString());
            statement.setObject(2, paymentId);
            statement.executeUpdate();
        }
        return new Next.Draft(draft);
    }

    /** Keeps a signed draft; nothing when somebody else kept it before. */
    static Also keeping(ReceiptDocument document) {
        var insert = """
                with signed as (
                    update quittance_due
                    set issued = draft_of, draft = null, draft_of = null, attempts = 0, due_at = now()
                    where payment_id = ? and draft = ?::jsonb
                    returning payment_id)
                insert into quittance_receipt (payment_id, revision, digest, supersedes, level, document)
                select payment_id, 1 + (select coalesce(max(revision), 0) from quittance_receipt where payment_id = ?),
                    ?, ?, ?, ?
                from signed
                """;
        Quittance quittance = document.quittance();
        var keep = new Statement(insert, (statement, first) -> {
            statement.setObject(first, quittance.facts().paymentId());
            statement.setString(first + 1, quittance.toJson().toString());
            statement.setObject(first + 2, quittance.facts().paymentId());
            statement.setBytes(first + 3, quittance.digest().toByteArray());
            statement.setBytes(
                    first + 4, quittance.supersedes().map(Bytes32::toByteArray).orElse(null));
            statement.setString(first + 5, quittance.facts().standing().level().text());
            statement.setString(first + 6, document.toJson().toString());
            return first + 7;
        });
        return new Also(List.of(keep), Optional.empty());
    }

    /** Takes payments that a receipt is due for, and leaves them to nobody else for {@code lease}. */
    List<Due> claim(Connection connection, int limit, Duration lease) throws SQLException {
        var sql = """
                update quittance_due
                set due_at = now() + ? * interval '1 millisecond'
                where payment_id in (
                    select payment_id from quittance_due
                    where issued < wanted and due_at <= now()
                    order by due_at
                    limit ?
                    for update skip locked)
                returning payment_id, attempts
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, lease.toMillis());
            statement.setInt(2, limit);
            var due = new ArrayList<Due>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(new Due(rows.getObject("payment_id", UUID.class), rows.getInt("attempts")));
                }
            }
            return due;
        }
    }

    /** Puts a payment off whose receipt could not be had. */
    boolean postpone(Connection connection, UUID paymentId, Duration wait) throws SQLException {
        var sql = """
                update quittance_due
                set attempts = least(attempts + 1, 1000), due_at = now() + ? * interval '1 millisecond'
                where payment_id = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, wait.toMillis());
            statement.setObject(2, paymentId);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * The newest receipt of a payment, as JSON text.
     *
     * @throws ReceiptStoreException when the database does not answer
     */
    public Optional<String> newest(UUID paymentId) {
        return inTransaction(connection -> newest(connection, paymentId));
    }

    private static Optional<String> newest(Connection connection, UUID paymentId) throws SQLException {
        var sql = "select document from quittance_receipt where payment_id = ? order by revision desc limit 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString("document")) : Optional.empty();
            }
        }
    }

    private static Optional<Row> lock(Connection connection, UUID paymentId) throws SQLException {
        var sql = """
                select facts::text as facts, issued < wanted as owed, draft::text as draft
                from quittance_due where payment_id = ? for update
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, paymentId);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Row(
                        ReceiptFacts.fromJson(JsonObject.parse(row.getString("facts"))),
                        row.getBoolean("owed"),
                        Optional.ofNullable(row.getString("draft"))
                                .map(JsonObject::parse)
                                .map(Quittance::fromJson)));
            }
        }
    }

    /**
     * Runs the work in a transaction of its own.
     *
     * @throws ReceiptStoreException when the database cannot be reached or refuses the work
     */
    <T> T inTransaction(Transactions.Work<T> work) {
        try {
            return Transactions.run(dataSource, work);
        } catch (SQLException e) {
            throw new ReceiptStoreException(e);
        }
    }
}
