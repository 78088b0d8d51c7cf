package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.signer.journal.JournalEntry.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/**
 * The append-only record of what may be signed. The database's unique key decides every race: of two wishes for one nonce
 * the second waits until the first is committed, then reads it.
 */
@Singleton
public final class SigningJournal {
    private static final String INSERT = """
            insert into signing_journal (kind, account, chain_id, nonce, asset,
                principal, request_digest, signing_digest, payee, amount, valid_before)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (kind, account, chain_id, nonce, asset) do nothing
            """;
    private static final String STANDING = """
            select request_digest, signing_digest, coalesce(valid_before, 0) from signing_journal
            where kind = ? and account = ? and chain_id = ? and nonce = ? and asset is not distinct from ?
            """;

    /** Permits an entry in the caller's transaction. Nothing may be signed before that transaction is committed. */
    public Recording record(Connection connection, JournalEntry entry) throws SQLException {
        if (insert(connection, entry)) {
            long validBefore = entry.transfer().map(Transfer::validBefore).orElse(0L);
            return new Recording.Permitted(entry.signingDigest(), validBefore);
        }
        return standing(connection, entry);
    }

    private static boolean insert(Connection connection, JournalEntry entry) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            bindNonce(statement, entry);
            statement.setString(6, entry.principal());
            statement.setBytes(7, entry.requestDigest().toByteArray());
            statement.setBytes(8, entry.signingDigest().toByteArray());
            if (entry.transfer().isPresent()) {
                Transfer transfer = entry.transfer().get();
                statement.setBytes(9, transfer.payee().toByteArray());
                statement.setBigDecimal(10, new BigDecimal(transfer.amount()));
                statement.setLong(11, transfer.validBefore());
            } else {
                statement.setNull(9, Types.BINARY);
                statement.setNull(10, Types.NUMERIC);
                statement.setNull(11, Types.BIGINT);
            }
            return statement.executeUpdate() == 1;
        }
    }

    private static Recording standing(Connection connection, JournalEntry entry) throws SQLException {
        try (var statement = connection.prepareStatement(STANDING)) {
            bindNonce(statement, entry);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("a conflicting journal entry cannot be read");
                }
                boolean same = new Bytes32(rows.getBytes(1)).equals(entry.requestDigest());
                return same
                        ? new Recording.Permitted(new Bytes32(rows.getBytes(2)), rows.getLong(3))
                        : new Recording.Taken();
            }
        }
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
