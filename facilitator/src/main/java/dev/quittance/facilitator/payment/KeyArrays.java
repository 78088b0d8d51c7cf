package dev.quittance.facilitator.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Authorization keys as arrays of their columns, from the first parameter on. */
final class KeyArrays {
    private KeyArrays() {}

    /** Sets chain id, token and payer. */
    static void setAccounts(Connection connection, PreparedStatement statement, List<AuthorizationKey> keys)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "bigint", keys.stream().map(AuthorizationKey::chainId).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "bytea", keys.stream().map(k -> k.token().toByteArray()).toArray(byte[][]::new)));
        statement.setArray(
                3,
                connection.createArrayOf(
                        "bytea", keys.stream().map(k -> k.payer().toByteArray()).toArray(byte[][]::new)));
    }

    /** Sets chain id, token, payer and nonce. */
    static void setKeys(Connection connection, PreparedStatement statement, List<AuthorizationKey> keys)
            throws SQLException {
        setAccounts(connection, statement, keys);
        statement.setArray(
                4,
                connection.createArrayOf(
                        "bytea", keys.stream().map(k -> k.nonce().toByteArray()).toArray(byte[][]::new)));
    }
}
