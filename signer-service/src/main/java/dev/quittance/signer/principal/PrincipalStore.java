package dev.quittance.signer.principal;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Principals and their keys in the database. Every method works in the caller's transaction. */
@Singleton
public final class PrincipalStore {
    private static final String UPSERT = """
            insert into principal (name, role) values (?, ?)
            on conflict (name) do update set role = excluded.role where principal.role = excluded.role
            """;
    private static final String FORGET_KEYS = "delete from principal_key";
    private static final String ADD_KEY = "insert into principal_key (key_id, principal, public_key) values (?, ?, ?)";
    private static final String ALL_KEYS = """
            select k.key_id, k.public_key, p.name, p.role
            from principal_key k join principal p on p.name = k.principal
            """;

    /** Makes replicas that start together register one after the other. */
    public void lockRegistration(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("lock table principal in share row exclusive mode")) {
            statement.execute();
        }
    }

    /** Forgets all keys: those that the principals file no longer holds are revoked by not coming back. */
    public void forgetKeys(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(FORGET_KEYS)) {
            statement.executeUpdate();
        }
    }

    /**
     * Registers a principal and its keys.
     *
     * @throws IllegalStateException when the name is registered with another role: its accounts are of the wrong kind then
     */
    public void register(Connection connection, Principal principal) throws SQLException {
        try (var statement = connection.prepareStatement(UPSERT)) {
            statement.setString(1, principal.name());
            statement.setString(2, principal.role().text());
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("principal " + principal.name() + " is registered with another role");
            }
        }
        try (var statement = connection.prepareStatement(ADD_KEY)) {
            for (PrincipalKey key : principal.keys()) {
                statement.setString(1, key.id());
                statement.setString(2, principal.name());
                statement.setBytes(3, key.key().getEncoded());
                statement.executeUpdate();
            }
        }
    }

    /** All registered keys by their ids. */
    public Map<String, Registration> keysById(Connection connection) throws SQLException {
        var registrations = new HashMap<String, Registration>();
        try (var statement = connection.prepareStatement(ALL_KEYS);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var key = PrincipalKey.fromEncoded(rows.getString("key_id"), rows.getBytes("public_key"));
                var caller = new Caller(rows.getString("name"), Role.parse(rows.getString("role")));
                registrations.put(key.id(), new Registration(caller, key));
            }
        }
        return registrations;
    }
}
