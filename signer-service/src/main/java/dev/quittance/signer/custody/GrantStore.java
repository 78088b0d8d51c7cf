package dev.quittance.signer.custody;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.Grant;
import dev.quittance.signer.policy.GrantDocument;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Grants in the database. Every method works in the caller's transaction. */
@Singleton
public final class GrantStore {
    private static final String ALL = "select document from signing_grant order by id";
    private static final String PUT = """
            insert into signing_grant (id, principal, operation, document) values (?, ?, ?, ?)
            on conflict (id) do update set principal = excluded.principal, operation = excluded.operation,
                document = excluded.document
            """;
    private static final String REMOVE = "delete from signing_grant where id = ?";

    /** All grants of all principals. */
    public List<Grant> all(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(ALL);
                var rows = statement.executeQuery()) {
            var grants = new ArrayList<Grant>();
            while (rows.next()) {
                grants.add(GrantDocument.parse(JsonObject.parse(rows.getString(1))));
            }
            return grants;
        }
    }

    /** Puts a grant in the place of the one with its id, if there is one. What was spent of that one counts against this. */
    public void put(Connection connection, Grant grant) throws SQLException {
        try (var statement = connection.prepareStatement(PUT)) {
            statement.setString(1, grant.id());
            statement.setString(2, grant.principal());
            statement.setString(3, grant.operation().text());
            statement.setString(4, GrantDocument.write(grant).toString());
            statement.executeUpdate();
        }
    }

    /** Removes a grant, if it is there. */
    public void remove(Connection connection, String id) throws SQLException {
        try (var statement = connection.prepareStatement(REMOVE)) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }
}
