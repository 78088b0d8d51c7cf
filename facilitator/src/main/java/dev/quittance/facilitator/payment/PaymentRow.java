package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.payment.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a payment is spread over the columns of its row. */
final class PaymentRow {
    private PaymentRow() {}

    static PaymentStore.Locked read(ResultSet row) throws SQLException {
        var payment = new Payment(
                terms(row),
                PaymentState.valueOf(row.getString("state")),
                row.getInt("version"),
                Optional.ofNullable(row.getObject("attempt_id", UUID.class)),
                word(row, "transaction"),
                inclusion(row),
                answer(row));
        return new PaymentStore.Locked(payment, row.getLong("outcome_sequence"));
    }

    static byte @Nullable [] bytes(Optional<Bytes32> word) {
        return word.map(Bytes32::toByteArray).orElse(null);
    }

    static void setInclusion(PreparedStatement statement, int from, Optional<Inclusion> inclusion) throws SQLException {
        statement.setBigDecimal(
                from, inclusion.map(i -> new BigDecimal(i.blockNumber())).orElse(null));
        statement.setBytes(from + 1, bytes(inclusion.map(Inclusion::blockHash)));
        statement.setObject(from + 2, inclusion.map(Inclusion::logIndex).orElse(null), Types.BIGINT);
    }

    private static PaymentTerms terms(ResultSet row) throws SQLException {
        return new PaymentTerms(
                row.getObject("id", UUID.class),
                row.getString("caller"),
                Kind.parse(row.getString("kind")),
                new AuthorizationKey(
                        row.getLong("chain_id"),
                        new Address(row.getBytes("token")),
                        new Address(row.getBytes("payer")),
                        new Bytes32(row.getBytes("nonce"))),
                new Address(row.getBytes("payee")),
                row.getBigDecimal("amount").toBigIntegerExact(),
                new Bytes32(row.getBytes("digest")),
                row.getBigDecimal("head").toBigIntegerExact(),
                Optional.ofNullable(row.getString("metadata")).map(JsonObject::parse));
    }

    private static Optional<Inclusion> inclusion(ResultSet row) throws SQLException {
        Optional<Bytes32> blockHash = word(row, "block_hash");
        if (blockHash.isEmpty()) {
            return Optional.empty();
        }
        BigInteger blockNumber = row.getBigDecimal("block_number").toBigIntegerExact();
        return Optional.of(new Inclusion(
                word(row, "transaction").orElseThrow(), blockNumber, blockHash.get(), row.getLong("log_index")));
    }

    private static Optional<Answer> answer(ResultSet row) throws SQLException {
        String json = row.getString("answer");
        return json == null ? Optional.empty() : Optional.of(new Answer(row.getBoolean("success"), json));
    }

    private static Optional<Bytes32> word(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(Bytes32::new);
    }
}
