package dev.quittance.worker.attempt;

import dev.quittance.evm.Bytes;
import dev.quittance.worker.attempt.Attempt.BlockId;
import dev.quittance.worker.attempt.Attempt.Signed;
import dev.quittance.worker.settlement.Settlement;
import dev.quittance.worker.settlement.SettlementStore;
import dev.quittance.worker.sql.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Attempts as their rows hold them: two statements for any number of them. */
final class AttemptRows {
    /** To be followed by what chooses among attempts {@code a} with their newest bytes {@code t}. */
    static final String SELECT = """
            select a.*, l.address as lane_address, t.transaction_hash, t.raw_transaction,
                t.max_fee_per_gas as signed_fee, f.token as funding_token, f.payer as funding_payer,
                f.raw_transaction as funding_transaction, f.value as funding_value
            from attempt a
            left join funding f on f.attempt_id = a.attempt_id
            join lane l using (lane_id)
            left join lateral (
                select * from signed_transaction s where s.attempt_id = a.attempt_id
                order by s.max_fee_per_gas desc limit 1) t on true
            """;

    private static final String MEMBERS = """
            select m.attempt_id, s.* from attempt_member m join settlement s using (payment_id)
            where m.attempt_id = any(?) order by m.attempt_id, m.position
            """;

    private AttemptRows() {}

    /** Runs a statement that begins with {@link #SELECT}, and adds the members. */
    static List<Attempt> read(Connection connection, PreparedStatement statement, SettlementStore settlements)
            throws SQLException {
        var attempts = new ArrayList<Attempt>();
        try (statement;
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                attempts.add(read(rows));
            }
        }
        if (attempts.isEmpty()) {
            return attempts;
        }
        Map<UUID, List<Settlement>> members =
                members(connection, attempts.stream().map(Attempt::attemptId).toList(), settlements);
        return attempts.stream()
                .map(attempt -> attempt.with(members.getOrDefault(attempt.attemptId(), List.of())))
                .toList();
    }

    private static Attempt read(ResultSet row) throws SQLException {
        return new Attempt(
                row.getObject("attempt_id", UUID.class),
                row.getLong("lane_id"),
                Sql.address(row, "lane_address"),
                row.getLong("transaction_nonce"),
                row.getLong("gas_limit"),
                new Fees(Sql.number(row, "max_fee_per_gas"), Sql.number(row, "max_priority_fee_per_gas")),
                AttemptState.ofSql(row.getString("state")),
                row.getBoolean("filler"),
                List.of(),
                funding(row),
                row.getBytes("transaction_hash") == null
                        ? Optional.empty()
                        : Optional.of(new Signed(
                                Sql.word(row, "transaction_hash"),
                                Bytes.of(row.getBytes("raw_transaction")),
                                Sql.number(row, "signed_fee"))),
                row.getBytes("block_hash") == null
                        ? Optional.empty()
                        : Optional.of(new BlockId(row.getLong("block_number"), Sql.word(row, "block_hash"))));
    }

    private static Optional<Funding> funding(ResultSet row) throws SQLException {
        return row.getBytes("funding_transaction") == null
                ? Optional.empty()
                : Optional.of(new Funding(
                        Sql.address(row, "funding_token"),
                        Sql.address(row, "funding_payer"),
                        Bytes.of(row.getBytes("funding_transaction")),
                        Sql.number(row, "funding_value")));
    }

    private static Map<UUID, List<Settlement>> members(
            Connection connection, List<UUID> attemptIds, SettlementStore settlements) throws SQLException {
        var members = new HashMap<UUID, List<Settlement>>();
        try (var statement = Sql.prepare(connection, MEMBERS, Sql.uuids(connection, attemptIds));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                members.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new ArrayList<>())
                        .add(settlements.read(rows));
            }
        }
        return members;
    }
}
