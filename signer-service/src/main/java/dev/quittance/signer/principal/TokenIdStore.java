package dev.quittance.signer.principal;

import dev.quittance.signer.database.Database;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The ids of tokens that were used, shared by all replicas, kept until the tokens are too old anyway. */
@Singleton
public final class TokenIdStore {
    /** Beyond expiry, for replicas whose clocks are behind. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofMinutes(5);

    private static final String SPEND = """
            insert into spent_token (key_id, token_id, expires_at)
            select * from unnest(?::text[], ?::text[], ?::timestamptz[])
            on conflict do nothing returning key_id, token_id
            """;
    private static final String PURGE = """
            delete from spent_token where ctid in (select ctid from spent_token where expires_at < ? limit 50000)
            """;

    private final Database database;
    private final Clock clock;

    TokenIdStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** True the first time, and on one replica only. */
    boolean spend(TokenId token) {
        return database.inTransaction(
                connection -> !spend(connection, List.of(token)).isEmpty());
    }

    /** Spends tokens in the caller's transaction, and tells which of them were not spent before. */
    public Set<TokenId> spend(Connection connection, List<TokenId> tokens) throws SQLException {
        try (var statement = connection.prepareStatement(SPEND)) {
            statement.setArray(1, texts(connection, tokens, TokenId::keyId));
            statement.setArray(2, texts(connection, tokens, TokenId::id));
            statement.setArray(
                    3, texts(connection, tokens, token -> token.expiresAt().toString()));
            record Name(String keyId, String id) {}
            var spent = new HashSet<Name>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    spent.add(new Name(rows.getString(1), rows.getString(2)));
                }
            }
            return tokens.stream()
                    .filter(token -> spent.contains(new Name(token.keyId(), token.id())))
                    .collect(Collectors.toSet());
        }
    }

    private static Array texts(Connection connection, List<TokenId> tokens, Function<TokenId, String> column)
            throws SQLException {
        return connection.createArrayOf("text", tokens.stream().map(column).toArray());
    }

    /** Keeps up with 5,000 tokens a second. */
    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void purge() {
        Timestamp before = Timestamp.from(clock.instant().minus(KEPT_AFTER_EXPIRY));
        database.inTransaction(connection -> {
            try (var statement = connection.prepareStatement(PURGE)) {
                statement.setTimestamp(1, before);
                return statement.executeUpdate();
            }
        });
    }
}
