package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.JournalEntry.Body;
import dev.quittance.signer.journal.JournalEntry.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The append-only record of what may be signed. The database's unique key decides every race: of two wishes for one nonce
 * the second waits until the first is committed, then reads it. A transaction may be replaced by a dearer one of the same
 * body, or by an empty one; every body stays on record.
 */
@Singleton
public final class SigningJournal {
    private static final int RACES_MAX = 10;
    private static final String INSERT = """
            insert into signing_journal (kind, account, chain_id, nonce, asset,
                principal, request_digest, signing_digest, payee, amount, valid_before,
                revision, body_digest, max_fee_per_gas, max_priority_fee_per_gas, cancels)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (kind, account, chain_id, nonce, asset, revision) do nothing
            """;
    private static final String STANDING = """
            select request_digest, signing_digest, coalesce(valid_before, 0),
                revision, body_digest, max_fee_per_gas, max_priority_fee_per_gas, cancels
            from signing_journal
            where kind = ? and account = ? and chain_id = ? and nonce = ? and asset is not distinct from ?
            order by revision desc
            """;

    private record Standing(
            Bytes32 requestDigest, Bytes32 signingDigest, long validBefore, int revision, Optional<Body> body) {}

    /** Permits an entry in the caller's transaction. Nothing may be signed before that transaction is committed. */
    public Recording record(Connection connection, JournalEntry entry) throws SQLException {
        int revision = 0;
        for (int race = 0; race < RACES_MAX; race++) {
            if (insert(connection, entry, revision)) {
                long validBefore = entry.transfer().map(Transfer::validBefore).orElse(0L);
                return new Recording.Permitted(entry.signingDigest(), validBefore);
            }
            List<Standing> standing = standing(connection, entry);
            Optional<Standing> same = standing.stream()
                    .filter(each -> each.requestDigest().equals(entry.requestDigest()))
                    .findFirst();
            if (same.isPresent()) {
                return new Recording.Permitted(
                        same.get().signingDigest(), same.get().validBefore());
            }
            Standing newest = standing.getFirst();
            if (!mayReplace(entry, newest)) {
                return new Recording.Taken();
            }
            revision = newest.revision() + 1;
        }
        throw new SQLException("the nonce is contended");
    }

    private static boolean mayReplace(JournalEntry entry, Standing newest) {
        return entry.body().isPresent()
                && newest.body().filter(entry.body().get()::mayReplace).isPresent();
    }

    private static boolean insert(Connection connection, JournalEntry entry, int revision) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            bindNonce(statement, entry);
            statement.setString(6, entry.principal());
            statement.setBytes(7, entry.requestDigest().toByteArray());
            statement.setBytes(8, entry.signingDigest().toByteArray());
            bindTransfer(statement, entry.transfer());
            statement.setInt(12, revision);
            bindBody(statement, entry.body());
            return statement.executeUpdate() == 1;
        }
    }

    private static void bindTransfer(PreparedStatement statement, Optional<Transfer> transfer) throws SQLException {
        if (transfer.isPresent()) {
            statement.setBytes(9, transfer.get().payee().toByteArray());
            statement.setBigDecimal(10, new BigDecimal(transfer.get().amount()));
            statement.setLong(11, transfer.get().validBefore());
        } else {
            statement.setNull(9, Types.BINARY);
            statement.setNull(10, Types.NUMERIC);
            statement.setNull(11, Types.BIGINT);
        }
    }

    private static void bindBody(PreparedStatement statement, Optional<Body> body) throws SQLException {
        if (body.isPresent()) {
            statement.setBytes(13, body.get().digest().toByteArray());
            statement.setBigDecimal(14, new BigDecimal(body.get().maxFeePerGas()));
            statement.setBigDecimal(15, new BigDecimal(body.get().maxPriorityFeePerGas()));
        } else {
            statement.setNull(13, Types.BINARY);
            statement.setNull(14, Types.NUMERIC);
            statement.setNull(15, Types.NUMERIC);
        }
        statement.setBoolean(16, body.filter(Body::cancels).isPresent());
    }

    /** All bodies under the nonce, the newest first; there is at least one. */
    private static List<Standing> standing(Connection connection, JournalEntry entry) throws SQLException {
        try (var statement = connection.prepareStatement(STANDING)) {
            bindNonce(statement, entry);
            var standing = new ArrayList<Standing>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    standing.add(new Standing(
                            new Bytes32(rows.getBytes(1)),
                            new Bytes32(rows.getBytes(2)),
                            rows.getLong(3),
                            rows.getInt(4),
                            body(rows)));
                }
            }
            if (standing.isEmpty()) {
                throw new SQLException("a conflicting journal entry cannot be read");
            }
            return standing;
        }
    }

    private static Optional<Body> body(ResultSet row) throws SQLException {
        if (row.getBytes(5) == null) {
            return Optional.empty();
        }
        return Optional.of(new Body(
                new Bytes32(row.getBytes(5)),
                row.getBigDecimal(6).toBigIntegerExact(),
                row.getBigDecimal(7).toBigIntegerExact(),
                row.getBoolean(8)));
    }

    /** The first five parameters of both statements: the unique key. */
    private static void bindNonce(PreparedStatement statement, JournalEntry entry) throws SQLException {
        Optional<Transfer> transfer = entry.transfer();
        statement.setString(1, transfer.isPresent() ? "payment" : "relay");
        statement.setBytes(2, entry.account().toByteArray());
        statement.setLong(3, entry.chainId());
        statement.setBigDecimal(4, new BigDecimal(entry.nonce()));
        if (transfer.isPresent()) {
            statement.setBytes(5, transfer.get().asset().toByteArray());
        } else {
            statement.setNull(5, Types.BINARY);
        }
    }
}
