package dev.quittance.signer.account;

import dev.quittance.protocol.Address;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Accounts in the database. Every method works in the caller's transaction. */
@Singleton
public final class AccountStore {
    private static final String COLUMNS =
            "select name, address, kind, principal, key_version, sealed_key from account ";

    /** The account at an address, if it belongs to the principal; another's is as good as none. */
    public Optional<SealedAccount> find(Connection connection, Address address, String principal) throws SQLException {
        try (var statement = connection.prepareStatement(COLUMNS + "where address = ? and principal = ?")) {
            statement.setBytes(1, address.toByteArray());
            statement.setString(2, principal);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(rows)) : Optional.empty();
            }
        }
    }

    List<Account> list(Connection connection, String principal) throws SQLException {
        try (var statement = connection.prepareStatement(COLUMNS + "where principal = ? order by name")) {
            statement.setString(1, principal);
            var accounts = new ArrayList<Account>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    accounts.add(read(rows).account());
                }
            }
            return accounts;
        }
    }

    /** Whose a name is, and what for. */
    record Held(String principal, Account.Kind kind) {}

    Optional<Held> named(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("select principal, kind from account where name = ?")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new Held(rows.getString("principal"), kind(rows))) : Optional.empty();
            }
        }
    }

    void insert(Connection connection, SealedAccount sealed, String principal) throws SQLException {
        String sql =
                "insert into account (address, name, kind, principal, key_version, sealed_key) values (?,?,?,?,?,?)";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, sealed.account().address().toByteArray());
            statement.setString(2, sealed.account().name());
            statement.setString(3, sealed.account().kind().text());
            statement.setString(4, principal);
            statement.setInt(5, sealed.keyVersion());
            statement.setBytes(6, sealed.sealedKey().bytes());
            statement.executeUpdate();
        }
    }

    private static SealedAccount read(ResultSet row) throws SQLException {
        var account = new Account(row.getString("name"), new Address(row.getBytes("address")), kind(row));
        return new SealedAccount(account, row.getInt("key_version"), new SealedKey(row.getBytes("sealed_key")));
    }

    private static Account.Kind kind(ResultSet row) throws SQLException {
        return Account.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    }
}
