package dev.quittance.signer.change;

import dev.quittance.protocol.json.JsonObject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Changes and their approvals in the database. Every method works in the caller's transaction. */
@Singleton
final class ChangeStore {
    private static final String CHANGES = """
            select c.*, array(select a.admin from change_approval a where a.change_id = c.id
                order by a.approved_at, a.admin) as approvers
            from change c
            """;
    private static final String OPEN =
            CHANGES + "where c.state in ('proposed', 'waiting') order by c.proposed_at, c.id";
    private static final String NEWEST = CHANGES + "order by c.proposed_at desc, c.id limit ?";
    private static final String INSERT = """
            insert into change (id, kind, document, fingerprint, state, narrowing, proposed_by, proposed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String APPROVE = """
            insert into change_approval (change_id, admin, key_id, approved_at) values (?, ?, ?, ?) on conflict do nothing
            """;
    /** Admins that have lost all their keys since have not agreed. */
    private static final String AGREED = """
            select count(*) from change_approval a join principal p on p.name = a.admin
            where a.change_id = ? and p.role = 'admin' and exists
                (select from principal_key k where k.principal = p.name and k.revoked_at is null)
            """;

    private static final String WAIT = "update change set state = 'waiting', due_at = ? where id = ?";
    private static final String LACK = "update change set state = 'proposed', due_at = null where id = ?";
    private static final String END =
            "update change set state = ?, ended_by = ?, ended_at = ?, failure = ? where id = ?";

    void insert(Connection connection, ProposedChange proposed) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setObject(1, proposed.id());
            statement.setString(2, ChangeDocument.kind(proposed.change()));
            statement.setString(3, ChangeDocument.write(proposed.change()).canonical());
            statement.setBytes(4, proposed.fingerprint().toByteArray());
            statement.setString(5, proposed.state().text());
            statement.setBoolean(6, proposed.narrowing());
            statement.setString(7, proposed.proposedBy());
            statement.setTimestamp(8, Timestamp.from(proposed.proposedAt()));
            statement.executeUpdate();
        }
    }

    /** False when this admin has agreed before. */
    boolean approve(Connection connection, UUID id, String admin, String keyId, Instant now) throws SQLException {
        try (var statement = connection.prepareStatement(APPROVE)) {
            statement.setObject(1, id);
            statement.setString(2, admin);
            statement.setString(3, keyId);
            statement.setTimestamp(4, Timestamp.from(now));
            return statement.executeUpdate() == 1;
        }
    }

    int agreed(Connection connection, UUID id) throws SQLException {
        try (var statement = connection.prepareStatement(AGREED)) {
            statement.setObject(1, id);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    Optional<ProposedChange> find(Connection connection, UUID id) throws SQLException {
        try (var statement = connection.prepareStatement(CHANGES + "where c.id = ?")) {
            statement.setObject(1, id);
            return read(statement).stream().findFirst();
        }
    }

    List<ProposedChange> open(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(OPEN)) {
            return read(statement);
        }
    }

    List<ProposedChange> newest(Connection connection, int limit) throws SQLException {
        try (var statement = connection.prepareStatement(NEWEST)) {
            statement.setInt(1, limit);
            return read(statement);
        }
    }

    void await(Connection connection, UUID id, Instant due) throws SQLException {
        try (var statement = connection.prepareStatement(WAIT)) {
            statement.setTimestamp(1, Timestamp.from(due));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
    }

    /** Back to proposed: an approval does not count any more, and once enough agree again the delay begins anew. */
    void lack(Connection connection, UUID id) throws SQLException {
        try (var statement = connection.prepareStatement(LACK)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    void end(
            Connection connection,
            UUID id,
            ChangeState state,
            Optional<String> admin,
            Instant now,
            Optional<String> failure)
            throws SQLException {
        try (var statement = connection.prepareStatement(END)) {
            statement.setString(1, state.text());
            statement.setString(2, admin.orElse(null));
            statement.setTimestamp(3, Timestamp.from(now));
            statement.setString(4, failure.orElse(null));
            statement.setObject(5, id);
            statement.executeUpdate();
        }
    }

    private static List<ProposedChange> read(PreparedStatement statement) throws SQLException {
        var changes = new ArrayList<ProposedChange>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                changes.add(read(rows));
            }
        }
        return changes;
    }

    private static ProposedChange read(ResultSet row) throws SQLException {
        return new ProposedChange(
                row.getObject("id", UUID.class),
                ChangeDocument.parse(JsonObject.parse(row.getString("document"))),
                ChangeState.parse(row.getString("state")),
                row.getBoolean("narrowing"),
                row.getString("proposed_by"),
                row.getTimestamp("proposed_at").toInstant(),
                time(row, "due_at"),
                time(row, "ended_at"),
                Optional.ofNullable(row.getString("failure")),
                List.of((String[]) row.getArray("approvers").getArray()));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
