package dev.quittance.signer.principal;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Principals and their keys in the database. Every method works in the caller's transaction. */
@Singleton
public final class PrincipalStore {
    private static final String INSERT =
            "insert into principal (name, role, grants_declared) values (?, ?, false) on conflict do nothing";
    private static final String ROLES = "select name, role from principal order by name";
    private static final String ADD_KEY = """
            insert into principal_key (key_id, principal, algorithm, public_key) values (?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String TAKE_GRANTS =
            "update principal set grants_declared = true where name = ? and not grants_declared";
    private static final String REVOKE_KEY =
            "update principal_key set revoked_at = now() where key_id = ? and revoked_at is null";
    private static final String KEYS = """
            select k.key_id, k.algorithm, k.public_key, k.revoked_at, p.name, p.role
            from principal_key k join principal p on p.name = k.principal
            """;

    /** Makes replicas that start together register one after the other. */
    public void lockRegistration(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("lock table principal in share row exclusive mode")) {
            statement.execute();
        }
    }

    /** All principals with their roles, by name. */
    public Map<String, Role> roles(Connection connection) throws SQLException {
        var roles = new LinkedHashMap<String, Role>();
        try (var statement = connection.prepareStatement(ROLES);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                roles.put(rows.getString("name"), Role.parse(rows.getString("role")));
            }
        }
        return roles;
    }

    /** Whose name it is; empty when nobody's. */
    public Optional<Caller> find(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("select name, role from principal where name = ?")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Caller(rows.getString("name"), Role.parse(rows.getString("role"))))
                        : Optional.empty();
            }
        }
    }

    /** Adds a principal; false when the name is taken. */
    public boolean add(Connection connection, Caller principal) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, principal.name());
            statement.setString(2, principal.role().text());
            return statement.executeUpdate() == 1;
        }
    }

    /** Whether the grants that the principals file declares are to be taken over: once in a principal's life. */
    public boolean takesDeclaredGrants(Connection connection, String principal) throws SQLException {
        try (var statement = connection.prepareStatement(TAKE_GRANTS)) {
            statement.setString(1, principal);
            return statement.executeUpdate() == 1;
        }
    }

    /** Adds a key; false when its id was ever taken, also by a key that is revoked now. */
    public boolean addKey(Connection connection, String principal, PrincipalKey key) throws SQLException {
        try (var statement = connection.prepareStatement(ADD_KEY)) {
            statement.setString(1, key.id());
            statement.setString(2, principal);
            statement.setString(3, key.algorithm().jws());
            statement.setBytes(4, key.key().getEncoded());
            return statement.executeUpdate() == 1;
        }
    }

    /** Revokes a key for ever; false when there is none in force under this id. */
    public boolean revokeKey(Connection connection, String keyId) throws SQLException {
        try (var statement = connection.prepareStatement(REVOKE_KEY)) {
            statement.setString(1, keyId);
            return statement.executeUpdate() == 1;
        }
    }

    /** The keys in force, by their ids. */
    public Map<String, Registration> keysById(Connection connection) throws SQLException {
        var registrations = new HashMap<String, Registration>();
        try (var statement = connection.prepareStatement(KEYS + "where k.revoked_at is null");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                Registration registration = registration(rows);
                registrations.put(registration.key().id(), registration);
            }
        }
        return registrations;
    }

    /** A key that is or was in force. */
    record HeldKey(Registration registration, boolean revoked) {}

    List<HeldKey> allKeys(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEYS + "order by p.name, k.added_at, k.key_id");
                var rows = statement.executeQuery()) {
            var keys = new ArrayList<HeldKey>();
            while (rows.next()) {
                keys.add(new HeldKey(registration(rows), rows.getTimestamp("revoked_at") != null));
            }
            return keys;
        }
    }

    private static Registration registration(ResultSet row) throws SQLException {
        var key = PrincipalKey.fromEncoded(
                row.getString("key_id"), algorithm(row.getString("algorithm")), row.getBytes("public_key"));
        return new Registration(new Caller(row.getString("name"), Role.parse(row.getString("role"))), key);
    }

    private static KeyAlgorithm algorithm(String jws) {
        return jws.equals(KeyAlgorithm.ED25519.jws()) ? KeyAlgorithm.ED25519 : KeyAlgorithm.ES256;
    }
}
