package dev.quittance.signer.journal;

import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The append-only record of what was asked for and not signed. */
@Singleton
public final class DenialJournal {
    private static final String APPEND = """
            insert into denial (rule, principal, operation, account, asset, payee, amount, grant_id, request_digest)
            select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Writes entries. */
    public void append(Connection connection, List<DeniedEntry> entries) throws SQLException {
        try (var statement = connection.prepareStatement(APPEND)) {
            new Columns<>(connection, statement, entries)
                    .text(DeniedEntry::rule)
                    .text(DeniedEntry::principal)
                    .text(row -> row.operation().map(Operation::text).orElse(null))
                    .address(row -> row.fact().map(SpendFact::account))
                    .text(row -> row.fact()
                            .map(SpendFact::asset)
                            .map(AssetId::toString)
                            .orElse(null))
                    .address(row -> row.fact().map(SpendFact::payee))
                    .number(row -> row.fact().map(SpendFact::amount))
                    .text(row -> row.grant().orElse(null))
                    .word(row -> Optional.of(row.requestDigest()));
            statement.executeUpdate();
        }
    }
}
