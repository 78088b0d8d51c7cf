package dev.quittance.signer.principal;

import dev.quittance.signer.database.Database;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;

/** The ids of tokens that were used, shared by all replicas, kept until the tokens are too old anyway. */
@Singleton
final class TokenIdStore {
    /** Beyond expiry, for replicas whose clocks are behind. */
    private static final Duration KEPT_AFTER_EXPIRY = Duration.ofMinutes(5);

    private static final String SPEND = """
            insert into spent_token (key_id, token_id, expires_at) values (?, ?, ?) on conflict do nothing
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
        return database.inTransaction(connection -> {
            try (var statement = connection.prepareStatement(SPEND)) {
                statement.setString(1, token.keyId());
                statement.setString(2, token.id());
                statement.setTimestamp(3, Timestamp.from(token.expiresAt()));
                return statement.executeUpdate() == 1;
            }
        });
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
