package dev.quittance.signer.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.journal.DeniedEntry;
import dev.quittance.signer.policy.AssetId;
import dev.quittance.signer.policy.Operation;
import dev.quittance.signer.policy.SpendFact;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.Frontier;
import dev.quittance.transparency.LogFault;
import dev.quittance.transparency.ProofCheck;
import dev.quittance.transparency.Proofs;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything happens in transactions that are rolled back. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class TransparencyLogTest {
    private static final Bytes32 POLICY = Sha256.hash(new byte[] {1});
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Inject
    Database database;

    @Inject
    TransparencyLog log;

    @Test
    void statesHowMuchWasJournaledBeforeThereWasALog() {
        undone(connection -> {
            // Given a journal from before
            clear(connection);
            try (var statement = connection.createStatement()) {
                statement.execute("insert into denial (rule, principal, request_digest) "
                        + "select 'old', 'bob', sha256('x') from generate_series(1, 3)");
            }
            long denied = count(connection, "denial");

            // When it is begun, once
            log.begin(connection, NOW);
            log.begin(connection, NOW);

            // Then
            List<String> entries = log.entries(connection, 0, 10);
            assertThat(entries).hasSize(1);
            JsonObject began = JsonObject.parse(entries.getFirst());
            assertThat(began.canonical()).isEqualTo(entries.getFirst());
            assertThat(began.text("kind")).isEqualTo("began");
            assertThat(began.longInteger("deniedBefore")).isEqualTo(denied);
            assertThat(began.longInteger("permittedBefore")).isEqualTo(count(connection, "signing_journal"));
        });
    }

    @Test
    void goesOnAcrossBatchesAsOneTree() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        undone(connection -> {
            clear(connection);
            Frontier kept = Frontier.empty();
            while (kept.size() < 700) {
                Checkpoint before = log.checkpoint(kept);
                Frontier read = random.nextBoolean() ? log.frontier(connection) : kept.copy();
                var batch = random.ints(1 + random.nextInt(40), 0, 1_000_000)
                        .mapToObj(TransparencyLogTest::denial)
                        .toList();
                log.append(connection, read, batch, POLICY, NOW);
                kept = read;
                Checkpoint newest = log.newest(connection);
                assertThat(newest).isEqualTo(log.checkpoint(kept));
                ProofCheck.requireConsistent(
                        before, newest, log.hashes(connection, Proofs.consistency(before.size(), newest.size())));
                assertThat(log.contradiction(connection, before)).isEmpty();
            }
            assertThat(log.contradiction(connection, new Checkpoint("x", kept.size() + 1, POLICY)))
                    .contains(LogFault.ROLLED_BACK);
            assertThat(log.contradiction(connection, new Checkpoint("x", kept.size() - 1, POLICY)))
                    .contains(LogFault.FORKED);
        });
    }

    @Test
    void refusesTwoWritersAndGaps() {
        undone(connection -> {
            Frontier one = log.frontier(connection);
            Frontier other = one.copy();
            log.append(connection, one, List.of(denial(1)), POLICY, NOW);
            assertThatThrownBy(() -> log.append(connection, other, List.of(denial(2)), POLICY, NOW))
                    .isInstanceOf(SQLException.class);
        });
        undone(connection -> {
            Frontier ahead = log.frontier(connection);
            ahead.append(POLICY);
            assertThatThrownBy(() -> log.append(connection, ahead, List.of(denial(3)), POLICY, NOW))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("no gaps");
        });
    }

    @Test
    void writesEntriesInTheirCanonicalForm() {
        var fact = new SpendFact(
                "z\u0007\"\\ü\u20ac\ud83d\ude00",
                Operation.PAYMENT,
                Address.parse("0x" + "11".repeat(20)),
                AssetId.gasOf(84532),
                Address.parse("0x" + "22".repeat(20)),
                BigInteger.TEN,
                Optional.empty(),
                Duration.ofSeconds(7),
                true,
                POLICY);
        var strange = new DeniedEntry(
                "rule", fact.principal(), Optional.of(Operation.PAYMENT), Optional.of(fact), Optional.of("g"), POLICY);
        for (DeniedEntry denied : List.of(strange, denial(1))) {
            String text = LogEntry.of(denied, POLICY, NOW).text();
            assertThat(JsonObject.parse(text).canonical()).isEqualTo(text);
            assertThat(JsonObject.parse(text).text("principal")).isEqualTo(denied.principal());
        }
        for (LogEntry entry : List.of(
                LogEntry.began(1, 2, NOW),
                LogEntry.restored(3, POLICY, NOW),
                LogEntry.halted(LogFault.FORKED, "worker", 4, POLICY, NOW))) {
            assertThat(JsonObject.parse(entry.text()).canonical()).isEqualTo(entry.text());
        }
    }

    private static DeniedEntry denial(int number) {
        return new DeniedEntry(
                "test",
                "nobody-" + number,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sha256.hash(new byte[] {(byte) number}));
    }

    /** As its owner can, who drops what the schema guards. */
    private static void clear(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '20s'");
            for (String table : List.of("log_restoration", "log_entry", "log_node")) {
                statement.execute("alter table " + table + " disable trigger user");
                statement.execute("delete from " + table);
                statement.execute("alter table " + table + " enable trigger user");
            }
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Test code in a transaction that is given up at its end. */
    private interface Work {
        void run(Connection connection) throws Exception;
    }

    private void undone(Work work) {
        assertThatThrownBy(() -> database.inTransaction(connection -> {
                    try {
                        work.run(connection);
                    } catch (SQLException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    throw new UndoneException();
                }))
                .isInstanceOf(UndoneException.class);
    }

    private static final class UndoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
