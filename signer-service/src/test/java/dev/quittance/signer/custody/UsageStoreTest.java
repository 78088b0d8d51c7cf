package dev.quittance.signer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Usage;
import dev.quittance.signer.policy.UsageProbe;
import dev.quittance.signer.policy.Window;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class UsageStoreTest {
    private static final Usage.Key KEY =
            new Usage.Key("usage-store-test", new AssetId(8453, Address.parse("0x" + "11".repeat(20))));
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    @Inject
    UsageStore store;

    @Inject
    Database database;

    @AfterEach
    void forget() {
        database.inTransaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate("delete from spent_bucket where grant_id = 'usage-store-test'");
            }
        });
    }

    @Test
    void countsTheSameFromTheDatabaseAsInMemoryHoweverOftenItWasMerged() {
        long seed = new Random().nextLong();
        System.out.println("UsageStoreTest seed " + seed);
        var random = new Random(seed);
        var memory = new Usage();
        Instant now = BEGIN;
        for (int i = 0; i < 400; i++) {
            now = now.plusSeconds(random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(2_000));
            BigInteger amount = BigInteger.valueOf(1 + random.nextInt(1_000));
            memory.add(KEY, now, amount);
            spend(now, amount);
            if (random.nextInt(20) == 0) {
                compact(now);
            }
            if (random.nextInt(10) == 0) {
                Usage read = load(now);
                for (Window window : Window.values()) {
                    assertThat(UsageProbe.spent(read, KEY, window, now))
                            .as("seed %d, step %d, %s", seed, i, window)
                            .isEqualTo(UsageProbe.spent(memory, KEY, window, now));
                }
            }
        }
        // Merged, or the test would say little.
        assertThat(buckets()).isLessThan(200);
    }

    @Test
    void forgetsWhatCountsNowhere() {
        spend(BEGIN, BigInteger.ONE);

        compact(BEGIN.plusSeconds(40 * 86_400));
        compact(BEGIN.plusSeconds(40 * 86_400));

        assertThat(buckets()).isZero();
    }

    private void spend(Instant at, BigInteger amount) {
        database.inTransaction(connection -> {
            store.add(connection, Map.of(KEY, amount), at);
            return true;
        });
    }

    private void compact(Instant now) {
        database.inTransaction(connection -> {
            store.compact(connection, now);
            return true;
        });
    }

    private Usage load(Instant now) {
        return database.inTransaction(connection -> store.load(connection, now));
    }

    private long buckets() {
        return database.inTransaction(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select count(*) from spent_bucket where grant_id = 'usage-store-test'")) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
