package dev.quittance.signer.journal;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.signer.journal.JournalEntry.Body;
import dev.quittance.signer.journal.JournalEntry.Receipt;
import dev.quittance.signer.journal.JournalEntry.Transaction;
import dev.quittance.signer.journal.JournalEntry.Transfer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The append-only record of what may be signed; every body under a nonce stays on record. No signature leaves before the
 * transaction that wrote its entry is committed.
 */
@Singleton
public final class SigningJournal {
    private static final String COLUMNS = """
            select k.place, j.request_digest, j.signing_digest, coalesce(j.valid_before, 0), j.revision, j.body_digest,
                j.max_fee_per_gas, j.max_priority_fee_per_gas, j.cancels, j.supersedes, j.level, j.response, j.asset
            """;
    /** The limit keeps the look-up one index scan for each nonce, whatever the planner believes of the table. */
    private static final String STANDING = COLUMNS + """
            from unnest(?, ?, ?, ?) with ordinality k (kind, account, chain_id, nonce, place)
            cross join lateral (
                select * from signing_journal
                where kind = k.kind and account = k.account and chain_id = k.chain_id and nonce = k.nonce
                order by revision limit 10000) j
            """;

    private static final String STANDING_OF_ACCOUNT = COLUMNS + """
            from unnest(?, ?, ?) with ordinality k (kind, account, nonce, place)
            cross join lateral (
                select * from signing_journal
                where kind in ('receipt', 'transfer') and kind = k.kind and account = k.account and nonce = k.nonce
                order by revision limit 10000) j
            """;
    private static final String APPEND = """
            insert into signing_journal (operation, kind, account, chain_id, nonce, asset, principal, request_digest,
                signing_digest, payee, amount, valid_before, revision, body_digest, max_fee_per_gas,
                max_priority_fee_per_gas, cancels, supersedes, level, response, grant_id)
            select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** What stands under these nonces. */
    public Standings standings(Connection connection, Set<NonceKey> nonces) throws SQLException {
        var found = new Standings();
        List<NonceKey> ofAccounts =
                nonces.stream().filter(NonceKey::isOfAccount).toList();
        List<NonceKey> others =
                nonces.stream().filter(nonce -> !nonce.isOfAccount()).toList();
        if (!others.isEmpty()) {
            read(connection, STANDING, others, found);
        }
        if (!ofAccounts.isEmpty()) {
            read(connection, STANDING_OF_ACCOUNT, ofAccounts, found);
        }
        return found;
    }

    private static void read(Connection connection, String sql, List<NonceKey> nonces, Standings found)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            var columns = new Columns<>(connection, statement, nonces);
            columns.text(NonceKey::kind).address(nonce -> Optional.of(nonce.account()));
            if (sql.equals(STANDING)) {
                columns.bigint(NonceKey::chainId);
            }
            columns.number(nonce -> Optional.of(nonce.nonce()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    NonceKey nonce = nonces.get(rows.getInt(1) - 1);
                    Optional<Address> asset =
                            Optional.ofNullable(rows.getBytes("asset")).map(Address::new);
                    // One nonce of two tokens is two nonces; the index that is looked into has the token last.
                    if (nonce.isOfAccount() || asset.equals(nonce.asset())) {
                        found.add(nonce, standing(nonce, rows));
                    }
                }
            }
        }
    }

    private static Standing standing(NonceKey nonce, ResultSet row) throws SQLException {
        return new Standing(
                new Bytes32(row.getBytes(2)),
                new Bytes32(row.getBytes(3)),
                row.getLong(4),
                row.getInt(5),
                body(nonce, row));
    }

    private static Optional<Body> body(NonceKey nonce, ResultSet row) throws SQLException {
        Optional<Bytes32> digest = word(row, "body_digest");
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        if (nonce.isOfReceipt()) {
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

    private static Optional<Bytes32> word(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getBytes(column)).map(Bytes32::new);
    }

    /**
     * Writes entries, all or none.
     *
     * @throws SQLException also when a nonce was written by somebody else meanwhile
     */
    public void append(Connection connection, List<PermittedEntry> entries) throws SQLException {
        try (var statement = connection.prepareStatement(APPEND)) {
            new Columns<>(connection, statement, entries)
                    .text(row -> row.entry().operation().text())
                    .text(row -> row.entry().nonceKey().kind())
                    .address(row -> Optional.of(row.entry().account()))
                    .bigint(row -> row.entry().chainId())
                    .number(row -> Optional.of(row.entry().nonce()))
                    .address(row -> row.entry().transfer().map(Transfer::asset))
                    .text(row -> row.entry().principal())
                    .word(row -> Optional.of(row.entry().requestDigest()))
                    .word(row -> Optional.of(row.entry().signingDigest()))
                    .address(row -> row.entry().transfer().map(Transfer::payee))
                    .number(row -> row.entry().transfer().map(Transfer::amount))
                    .bigint(row ->
                            row.entry().transfer().map(Transfer::validBefore).orElse(null))
                    .bigint(row -> (long) row.revision())
                    .word(row -> row.entry().body().map(Body::digest))
                    .number(row -> transaction(row).map(Transaction::maxFeePerGas))
                    .number(row -> transaction(row).map(Transaction::maxPriorityFeePerGas))
                    .flag(row -> transaction(row).filter(Transaction::cancels).isPresent())
                    .word(row -> receipt(row).flatMap(Receipt::supersedes))
                    .text(row -> receipt(row)
                            .map(Receipt::level)
                            .map(QuittanceLevel::text)
                            .orElse(null))
                    .word(row -> receipt(row).flatMap(Receipt::response))
                    .text(PermittedEntry::grant);
            statement.executeUpdate();
        }
    }

    private static Optional<Transaction> transaction(PermittedEntry row) {
        return row.entry().body().filter(Transaction.class::isInstance).map(Transaction.class::cast);
    }

    private static Optional<Receipt> receipt(PermittedEntry row) {
        return row.entry().body().filter(Receipt.class::isInstance).map(Receipt.class::cast);
    }
}
