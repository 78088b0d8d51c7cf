package dev.quittance.signer.journal;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.signer.journal.JournalEntry.Body;
import dev.quittance.signer.journal.JournalEntry.Receipt;
import dev.quittance.signer.journal.JournalEntry.Transaction;
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
import org.jspecify.annotations.Nullable;

/**
 * The append-only record of what may be signed. The database's unique key decides every race: of two wishes for one nonce
 * the second waits until the first is committed, then reads it. A transaction may be replaced by a dearer one of the same
 * body or by an empty one, a receipt superseded by one that names it; every body stays on record.
 */
@Singleton
public final class SigningJournal {
    private static final int RACES_MAX = 10;
    private static final String RECEIPT = "receipt";
    private static final String INSERT = """
            insert into signing_journal (kind, account, chain_id, nonce, asset,
                principal, request_digest, signing_digest, payee, amount, valid_before,
                revision, body_digest, max_fee_per_gas, max_priority_fee_per_gas, cancels,
                supersedes, level, response)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String COLUMNS = """
            select request_digest, signing_digest, coalesce(valid_before, 0),
                revision, body_digest, max_fee_per_gas, max_priority_fee_per_gas, cancels,
                kind, supersedes, level, response
            from signing_journal
            """;
    private static final String STANDING = COLUMNS + """
            where kind = ? and account = ? and chain_id = ? and nonce = ? and asset is not distinct from ?
            order by revision desc
            """;
    private static final String STANDING_RECEIPTS = COLUMNS + """
            where kind = 'receipt' and account = ? and nonce = ?
            order by revision desc
            """;

    private record Standing(
            Bytes32 requestDigest, Bytes32 signingDigest, long validBefore, int revision, Optional<Body> body) {}

    /** Permits an entry in the caller's transaction. Nothing may be signed before that transaction is committed. */
    public Recording record(Connection connection, JournalEntry entry) throws SQLException {
        int revision = 0;
        boolean mayBeFirst = entry.body().map(Body::mayBeFirst).orElse(true);
        for (int race = 0; race < RACES_MAX; race++) {
            if ((revision > 0 || mayBeFirst) && insert(connection, entry, revision)) {
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
            if (standing.isEmpty() || !mayFollow(entry, standing.getFirst())) {
                return new Recording.Taken();
            }
            revision = standing.getFirst().revision() + 1;
        }
        throw new SQLException("the nonce is contended");
    }

    private static boolean mayFollow(JournalEntry entry, Standing newest) {
        return entry.body().isPresent()
                && newest.body()
                        .filter(body -> entry.body().get().mayFollow(body, newest.signingDigest()))
                        .isPresent();
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
        Optional<Transaction> transaction =
                body.filter(Transaction.class::isInstance).map(Transaction.class::cast);
        Optional<Receipt> receipt = body.filter(Receipt.class::isInstance).map(Receipt.class::cast);
        statement.setBytes(13, bytes(body.map(Body::digest)));
        statement.setBigDecimal(
                14,
                transaction.map(Transaction::maxFeePerGas).map(BigDecimal::new).orElse(null));
        statement.setBigDecimal(
                15,
                transaction
                        .map(Transaction::maxPriorityFeePerGas)
                        .map(BigDecimal::new)
                        .orElse(null));
        statement.setBoolean(16, transaction.filter(Transaction::cancels).isPresent());
        statement.setBytes(17, bytes(receipt.flatMap(Receipt::supersedes)));
        statement.setString(
                18, receipt.map(Receipt::level).map(QuittanceLevel::text).orElse(null));
        statement.setBytes(19, bytes(receipt.flatMap(Receipt::response)));
    }

    private static byte @Nullable [] bytes(Optional<Bytes32> word) {
        return word.map(Bytes32::toByteArray).orElse(null);
    }

    private static Optional<Bytes32> word(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(Bytes32::new);
    }

    /** All bodies under the nonce, the newest first. */
    private static List<Standing> standing(Connection connection, JournalEntry entry) throws SQLException {
        boolean receipts = entry.kind().equals(RECEIPT);
        try (var statement = connection.prepareStatement(receipts ? STANDING_RECEIPTS : STANDING)) {
            if (receipts) {
                statement.setBytes(1, entry.account().toByteArray());
                statement.setBigDecimal(2, new BigDecimal(entry.nonce()));
            } else {
                bindNonce(statement, entry);
            }
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
            return standing;
        }
    }

    private static Optional<Body> body(ResultSet row) throws SQLException {
        Optional<Bytes32> digest = word(row, "body_digest");
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        if (row.getString("kind").equals(RECEIPT)) {
            return Optional.of(new Receipt(
                    digest.get(),
                    word(row, "supersedes"),
                    QuittanceLevel.parse(row.getString("level")),
                    word(row, "response")));
        }
        return Optional.of(new Transaction(
                digest.get(),
                row.getBigDecimal("max_fee_per_gas").toBigIntegerExact(),
                row.getBigDecimal("max_priority_fee_per_gas").toBigIntegerExact(),
                row.getBoolean("cancels")));
    }

    /** The first five parameters of both statements: the unique key. */
    private static void bindNonce(PreparedStatement statement, JournalEntry entry) throws SQLException {
        Optional<Transfer> transfer = entry.transfer();
        statement.setString(1, entry.kind());
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
