package dev.quittance.worker.sql;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;

/** Transactions over plain JDBC, and this project's values as columns. */
public final class Sql {
    private Sql() {}

    /** Work inside one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Commits when the work returns, rolls back when it throws. */
    public static <T> T transaction(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.run(connection);
                connection.commit();
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** Sets the parameters in order; addresses and words as bytes, big numbers as numerics, absent optionals as null. */
    public static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                Object value = parameters[i] instanceof Optional<?> optional ? optional.orElse(null) : parameters[i];
                switch (value) {
                    case Address address -> statement.setBytes(i + 1, address.toByteArray());
                    case Bytes32 word -> statement.setBytes(i + 1, word.toByteArray());
                    case BigInteger number -> statement.setBigDecimal(i + 1, new BigDecimal(number));
                    case byte[] bytes -> statement.setBytes(i + 1, bytes);
                    case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                    default -> statement.setObject(i + 1, value);
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Runs a statement that changes rows, and says how many. */
    public static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    public static Array words(Connection connection, Collection<Bytes32> words) throws SQLException {
        return connection.createArrayOf(
                "bytea", words.stream().map(Bytes32::toByteArray).toArray(byte[][]::new));
    }

    public static Array addresses(Connection connection, Collection<Address> addresses) throws SQLException {
        return connection.createArrayOf(
                "bytea", addresses.stream().map(Address::toByteArray).toArray(byte[][]::new));
    }

    public static Address address(ResultSet row, String column) throws SQLException {
        return new Address(row.getBytes(column));
    }

    public static Bytes32 word(ResultSet row, String column) throws SQLException {
        return new Bytes32(row.getBytes(column));
    }

    public static BigInteger number(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }
}
