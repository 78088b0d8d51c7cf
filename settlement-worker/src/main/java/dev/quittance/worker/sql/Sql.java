package dev.quittance.worker.sql;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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
                switch (column(parameters[i])) {
                    case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                    case byte[] bytes -> statement.setBytes(i + 1, bytes);
                    case BigDecimal number -> statement.setBigDecimal(i + 1, number);
                    case Object value -> statement.setObject(i + 1, value);
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

    public static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    public static Array longs(Connection connection, Collection<Long> numbers) throws SQLException {
        return connection.createArrayOf("bigint", numbers.toArray());
    }

    /** An array of any type; absent optionals as null, this project's values as {@link #prepare} writes them. */
    public static Array array(Connection connection, String type, List<?> values) throws SQLException {
        var elements = new ArrayList<@Nullable Object>(values.size());
        values.forEach(value -> elements.add(column(value)));
        return connection.createArrayOf(
                type, type.equals("bytea") ? elements.toArray(new byte[0][]) : elements.toArray());
    }

    private static @Nullable Object column(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> optional -> column(optional.orElse(null));
            case Address address -> address.toByteArray();
            case Bytes32 word -> word.toByteArray();
            case Bytes bytes -> bytes.toByteArray();
            case BigInteger number -> new BigDecimal(number);
            default -> value;
        };
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
