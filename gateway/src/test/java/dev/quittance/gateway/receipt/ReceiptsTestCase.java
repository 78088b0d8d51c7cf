package dev.quittance.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.PaidTransfer;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import dev.quittance.protocol.receipt.Standing;
import dev.quittance.protocol.token.RequestTokenSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A real database, a signer that answers HTTP, and as many replicas of the gateway's receipts as a test wants. */
@SuppressWarnings("NullAway.Init") // JUnit calls the set-up.
abstract class ReceiptsTestCase {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Bytes32 RESPONSE = word("f6");

    private static EmbeddedPostgres postgres;

    private final List<IssuedReceipts> replicas = new ArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    FakeReceiptSigner signer;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
        Flyway.configure()
                .dataSource(postgres.getPostgresDatabase())
                .locations("db/migration")
                .load()
                .migrate();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void startSigner() throws IOException {
        signer = new FakeReceiptSigner();
    }

    @AfterEach
    void stopAll() {
        signer.close();
        replicas.forEach(IssuedReceipts::close);
    }

    static final String PAYEE = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

    static ReceiptFacts facts() {
        var transfer = new PaidTransfer(
                84532,
                Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
                Address.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                Address.parse(PAYEE),
                BigInteger.valueOf(1000),
                word("c3"));
        return new ReceiptFacts(
                UUID.randomUUID(),
                "demo",
                Optional.of(word("a1")),
                word("b2"),
                transfer,
                at(QuittanceLevel.INCLUDED, "e5"),
                Optional.of(RESPONSE),
                Optional.of("order-1"));
    }

    static Standing at(QuittanceLevel level, String block) {
        return new Standing(level, word("d4"), Optional.of(new Standing.Place(3, 100, word(block))));
    }

    static Bytes32 word(String octet) {
        return Bytes32.parse("0x" + octet.repeat(32));
    }

    static ReceiptDocument read(Optional<String> document) {
        assertThat(document).isPresent();
        return ReceiptDocument.fromJson(JsonObject.parse(document.get()));
    }

    /** What an answer gets, kept as with the answer. */
    static Optional<String> give(IssuedReceipts receipts, ReceiptFacts facts) {
        var given = receipts.forAnswer(facts);
        new ReceiptStore(database()).inTransaction(given.also()::in);
        return given.document();
    }

    IssuedReceipts replica(String... config) {
        return replica(database(), config);
    }

    IssuedReceipts replica(DataSource database, String... config) {
        var builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ReceiptConfig.class)
                .withDefaultValue("quittance.gateway.receipt.wait", "PT15S")
                .withDefaultValue("quittance.gateway.receipt.completion-period", "PT0.02S")
                .withDefaultValue("quittance.gateway.receipt.retry-wait-min", "PT0.02S");
        for (int i = 0; i < config.length; i += 2) {
            builder.withDefaultValue("quittance.gateway.receipt." + config[i], config[i + 1]);
        }
        ReceiptConfig receiptConfig = builder.build().getConfigMapping(ReceiptConfig.class);
        var client = new ReceiptSigner(
                ReceiptSigner.httpClient(Optional.empty()),
                signer.url(),
                receiptConfig.account(),
                receiptConfig.signerAddress().map(Address::parse),
                receiptConfig.signTimeout(),
                tokens(),
                FakeReceiptSigner.CURVE,
                Optional.empty());
        var receipts =
                new IssuedReceipts(new ReceiptStore(database), client, receiptConfig, InstantSource.system(), metrics);
        replicas.add(receipts);
        return receipts;
    }

    private static RequestTokenSigner tokens() {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId("gateway-1");
            return new RequestTokenSigner(
                    "gateway",
                    key.toJson(OutputControlLevel.INCLUDE_PRIVATE),
                    new SecureRandom(),
                    InstantSource.system());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static DataSource database() {
        return postgres.getPostgresDatabase();
    }

    interface Change {
        void in(Connection connection) throws SQLException;
    }

    static void inTransaction(Change change) throws SQLException {
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            change.in(connection);
            connection.commit();
        }
    }

    static long count(String sql) {
        try (var connection = database().getConnection();
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return statement.getUpdateCount();
            }
            var row = statement.getResultSet();
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
