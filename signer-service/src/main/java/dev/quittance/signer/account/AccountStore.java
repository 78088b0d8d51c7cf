package dev.quittance.signer.account;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Hex;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Accounts in the database. Every method works in the caller's transaction. */
@Singleton
public final class AccountStore {
    private static final String ACCOUNTS =
            "select name, address, kind, principal, version, state, sealed_as, key_version, sealed_key from account ";
    private static final String PAGE = ACCOUNTS + """
            where (? or principal = ?) and (? or state = 'active') and (name, version) > (?, ?)
            order by name, version limit ?
            """;
    private static final String INSERT = """
            insert into account (address, name, kind, principal, version, sealed_as, key_version, sealed_key)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String TAKE_NAME = "insert into account_name (name) values (?) on conflict do nothing";
    private static final String PUT_EXPORT = "insert into account_export (address, recipient, box) values (?, ?, ?)";
    private static final String EXPORTS = """
            select address, recipient, box, exported_at from account_export join account using (address)
            where name = ? order by id desc limit 100
            """;
    private static final String RENAME = "update account set name = ? where name = ?";
    private static final String END =
            "update account set state = ?, ended_at = now() where name = ? and state = 'active'";

    /** The account at an address, if it belongs to the principal; another's is as good as none. */
    public Optional<SealedAccount> find(Connection connection, Address address, String principal) throws SQLException {
        try (var statement = connection.prepareStatement(ACCOUNTS + "where address = ? and principal = ?")) {
            statement.setBytes(1, address.toByteArray());
            statement.setString(2, principal);
            return read(statement).stream().findFirst();
        }
    }

    /** Every key of every account, also the retired ones. */
    public List<SealedAccount> all(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(ACCOUNTS)) {
            return read(statement);
        }
    }

    /** Every key that an account has had, the newest first. */
    public List<SealedAccount> versions(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement(ACCOUNTS + "where name = ? order by version desc")) {
            statement.setString(1, name);
            return read(statement);
        }
    }

    /**
     * A part of the accounts by name and version.
     *
     * @param limit of rows
     */
    List<Account> page(Connection connection, AccountPage page, int limit) throws SQLException {
        try (var statement = connection.prepareStatement(PAGE)) {
            statement.setBoolean(1, page.principal().isEmpty());
            statement.setString(2, page.principal().orElse(""));
            statement.setBoolean(3, page.ended());
            statement.setString(4, page.afterName());
            statement.setInt(5, page.afterVersion());
            statement.setInt(6, limit);
            return read(statement).stream().map(SealedAccount::account).toList();
        }
    }

    /** Takes a name for ever; false when it is taken. */
    boolean takeName(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement(TAKE_NAME)) {
            statement.setString(1, name);
            return statement.executeUpdate() == 1;
        }
    }

    void insert(Connection connection, SealedAccount sealed) throws SQLException {
        Account account = sealed.account();
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setBytes(1, account.address().toByteArray());
            statement.setString(2, account.name());
            statement.setString(3, account.kind().text());
            statement.setString(4, account.principal());
            statement.setInt(5, account.version());
            statement.setString(6, sealed.sealedAs());
            statement.setInt(7, sealed.keyVersion());
            statement.setBytes(8, sealed.sealedKey().bytes());
            statement.executeUpdate();
        }
    }

    /** Whether an account has or had the key of this address. */
    boolean isKnown(Connection connection, Address address) throws SQLException {
        try (var statement = connection.prepareStatement("select exists (select from account where address = ?)")) {
            statement.setBytes(1, address.toByteArray());
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    void putExport(Connection connection, Address address, BoxRecipient recipient, Box box) throws SQLException {
        try (var statement = connection.prepareStatement(PUT_EXPORT)) {
            statement.setBytes(1, address.toByteArray());
            statement.setBytes(2, recipient.toByteArray());
            statement.setBytes(3, Hex.decode(box.toString()));
            statement.executeUpdate();
        }
    }

    /** The keys of an account that were taken out, the latest first. */
    List<AccountExport> exports(Connection connection, String name) throws SQLException {
        var exports = new ArrayList<AccountExport>();
        try (var statement = connection.prepareStatement(EXPORTS)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    exports.add(new AccountExport(
                            new Address(rows.getBytes("address")),
                            new BoxRecipient(rows.getBytes("recipient")),
                            Box.parse(Hex.encode(rows.getBytes("box"))),
                            rows.getTimestamp("exported_at").toInstant()));
                }
            }
        }
        return exports;
    }

    void rename(Connection connection, String before, String after) throws SQLException {
        try (var statement = connection.prepareStatement(RENAME)) {
            statement.setString(1, after);
            statement.setString(2, before);
            statement.executeUpdate();
        }
    }

    /** Ends the account's active key. */
    void end(Connection connection, String name, Account.State state) throws SQLException {
        try (var statement = connection.prepareStatement(END)) {
            statement.setString(1, state.text());
            statement.setString(2, name);
            statement.executeUpdate();
        }
    }

    private static List<SealedAccount> read(PreparedStatement statement) throws SQLException {
        var accounts = new ArrayList<SealedAccount>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                accounts.add(read(rows));
            }
        }
        return accounts;
    }

    private static SealedAccount read(ResultSet row) throws SQLException {
        var account = new Account(
                row.getString("name"),
                new Address(row.getBytes("address")),
                Account.Kind.parse(row.getString("kind")),
                row.getString("principal"),
                row.getInt("version"),
                Account.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
        return new SealedAccount(
                account,
                row.getString("sealed_as"),
                row.getInt("key_version"),
                new SealedKey(row.getBytes("sealed_key")));
    }
}
