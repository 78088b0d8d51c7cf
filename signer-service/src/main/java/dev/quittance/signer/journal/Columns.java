package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds the columns of many rows to a statement that reads them with {@code unnest}: one parameter for each column. */
final class Columns<R> {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<R> rows;
    private int bound;

    Columns(Connection connection, PreparedStatement statement, List<R> rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    Columns<R> text(Function<R, @Nullable String> value) throws SQLException {
        return bind("text", rows.stream().map(value).toArray(String[]::new));
    }

    Columns<R> word(Function<R, Optional<Bytes32>> value) throws SQLException {
        return bind(
                "bytea",
                rows.stream()
                        .map(row -> value.apply(row).map(Bytes32::toByteArray).orElse(null))
                        .toArray(byte[][]::new));
    }

    Columns<R> address(Function<R, Optional<Address>> value) throws SQLException {
        return bind(
                "bytea",
                rows.stream()
                        .map(row -> value.apply(row).map(Address::toByteArray).orElse(null))
                        .toArray(byte[][]::new));
    }

    Columns<R> number(Function<R, Optional<BigInteger>> value) throws SQLException {
        return bind(
                "numeric",
                rows.stream()
                        .map(row -> value.apply(row).map(BigDecimal::new).orElse(null))
                        .toArray(BigDecimal[]::new));
    }

    Columns<R> bigint(Function<R, @Nullable Long> value) throws SQLException {
        return bind("bigint", rows.stream().map(value).toArray(Long[]::new));
    }

    Columns<R> flag(Function<R, Boolean> value) throws SQLException {
        return bind("boolean", rows.stream().map(value).toArray(Boolean[]::new));
    }

    private Columns<R> bind(String type, @Nullable Object[] values) throws SQLException {
        bound++;
        statement.setArray(bound, connection.createArrayOf(type, values));
        return this;
    }
}
