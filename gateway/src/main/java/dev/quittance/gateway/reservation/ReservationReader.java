package dev.quittance.gateway.reservation;

import dev.quittance.gateway.facilitator.Asked;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Reads rows of reservations with their answers. */
final class ReservationReader {
    private static final String SELECT = """
            select r.payment_id, r.chain_id, r.token, r.payer, r.nonce, r.tenant, r.route, r.request_digest,
                   r.challenge_digest, r.amount, r.pay_to, r.x402_version, r.order_id, r.identifier, r.flow, r.release_level, r.idempotent,
                   r.state, r.level, r.lease_until > now() as leased, r.executions, r.facilitator, r.asked_at,
                   r.facilitator_payment_id, r.settlement::text as settlement, r.upstream_status, r.announced,
                   a.key_id, a.nonce as answer_nonce, a.sealed
            from reservation r
            left join stored_answer a on a.payment_id = r.payment_id
                and (a.expires_at > now() or r.state in ('HELD', 'SETTLING', 'CONFIRMING'))
            """;

    static final String BY_AUTHORIZATION =
            SELECT + "where r.chain_id = ? and r.token = ? and r.payer = ? and r.nonce = ?";
    static final String BY_IDENTIFIER = SELECT + "where r.tenant = ? and r.payer = ? and r.identifier = ?";
    static final String BY_ID = SELECT + "where r.payment_id = ?";

    private ReservationReader() {}

    static void setKey(PreparedStatement statement, int first, Claim.Authorization key) throws SQLException {
        statement.setLong(first, key.chainId());
        statement.setBytes(first + 1, key.token().toByteArray());
        statement.setBytes(first + 2, key.payer().toByteArray());
        statement.setBytes(first + 3, key.nonce().toByteArray());
    }

    static Optional<Found> readOne(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(new Found(reservation(row), answer(row))) : Optional.empty();
        }
    }

    private static Optional<SealedAnswer> answer(ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("sealed");
        return sealed == null
                ? Optional.empty()
                : Optional.of(new SealedAnswer(row.getString("key_id"), row.getBytes("answer_nonce"), sealed));
    }

    private static Reservation reservation(ResultSet row) throws SQLException {
        var settlement = Optional.ofNullable(row.getString("settlement"))
                .map(JsonObject::parse)
                .map(SettleResponse::fromJson);
        var quoted = particulars(row);
        return new Reservation(
                row.getObject("payment_id", UUID.class),
                settlement
                        .flatMap(SettleResponse::amount)
                        .map(amount -> quoted.charged(Uint256.parse(amount)))
                        .orElse(quoted),
                new Terms(
                        Flow.valueOf(row.getString("flow")),
                        Level.valueOf(row.getString("release_level")),
                        row.getBoolean("idempotent")),
                ReservationState.valueOf(row.getString("state")),
                level(row.getString("level")),
                row.getBoolean("leased"),
                row.getInt("executions"),
                asked(row),
                Optional.ofNullable(row.getObject("facilitator_payment_id", UUID.class)),
                settlement,
                Optional.ofNullable(row.getObject("upstream_status", Integer.class)),
                row.getInt("announced"));
    }

    private static Particulars particulars(ResultSet row) throws SQLException {
        return new Particulars(
                new Claim.Authorization(
                        row.getLong("chain_id"),
                        new Address(row.getBytes("token")),
                        new Address(row.getBytes("payer")),
                        new Bytes32(row.getBytes("nonce"))),
                row.getString("tenant"),
                row.getString("route"),
                new Bytes32(row.getBytes("request_digest")),
                Optional.ofNullable(row.getBytes("challenge_digest")).map(Bytes32::new),
                row.getBigDecimal("amount").toBigIntegerExact(),
                new Address(row.getBytes("pay_to")),
                row.getInt("x402_version"),
                Optional.ofNullable(row.getString("order_id")),
                Optional.ofNullable(row.getString("identifier")));
    }

    private static Optional<Asked> asked(ResultSet row) throws SQLException {
        String name = row.getString("facilitator");
        return name == null
                ? Optional.empty()
                : Optional.of(new Asked(name, row.getTimestamp("asked_at").toInstant()));
    }

    /** The level in a column of type {@code payment_level}; nothing for {@code NONE}. */
    static Optional<Level> level(String text) {
        return text.equals("NONE") ? Optional.empty() : Optional.of(Level.valueOf(text));
    }
}
