package dev.quittance.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.receipt.ReceiptSignature;
import dev.quittance.gateway.receipt.FakeReceiptSigner.Mode;
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
import java.lang.reflect.Proxy;
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.junit.jupiter.api.Test;

/** Receipts over a real database and a signer that answers HTTP. */
@SuppressWarnings("NullAway.Init") // JUnit calls the set-up.
class ReceiptsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Bytes32 RESPONSE = word("f6");

    private static EmbeddedPostgres postgres;

    private final List<IssuedReceipts> replicas = new ArrayList<>();
    private FakeReceiptSigner signer;

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

    @Test
    void givesTheReceiptWithTheAnswer() {
        var facts = facts();

        ReceiptDocument receipt = read(replica().forAnswer(facts));

        assertThat(receipt.quittance().facts()).isEqualTo(facts);
        assertThat(receipt.quittance().supersedes()).isEmpty();
        assertThat(receipt.signer()).isEqualTo(signer.address());
        assertThat(ReceiptSignature.isGenuine(FakeReceiptSigner.CURVE, receipt)).isTrue();
        assertThat(read(replica().newest(facts.paymentId()))).isEqualTo(receipt);
    }

    @Test
    void givesTheSameReceiptToReplays() {
        var facts = facts();
        var first = replica().forAnswer(facts);

        assertThat(replica().forAnswer(facts)).isPresent().isEqualTo(first);
    }

    @Test
    void tellsWhoSigns() {
        var receipts = replica();
        receipts.forAnswer(facts());

        assertThat(receipts.signer()).contains(signer.address());
        assertThat(replica("signer-address", PAYEE).signer()).contains(Address.parse(PAYEE));
    }

    @Test
    void delaysReceiptsButNoAnswerWhileTheSignerIsAway() {
        // Given
        var facts = facts();
        var receipts = replica();
        signer.mode(Mode.DOWN);

        // When
        assertThat(receipts.forAnswer(facts)).isEmpty();
        signer.mode(Mode.HONEST);
        receipts.start();

        // Then
        await(() -> receipts.newest(facts.paymentId()).isPresent());
        assertThat(read(receipts.newest(facts.paymentId())).quittance().facts()).isEqualTo(facts);
    }

    @Test
    void keepsAReceiptThatComesTooLateForTheAnswer() {
        var facts = facts();
        var held = signer.hold();
        var receipts = replica("wait", "PT0.05S");

        assertThat(receipts.forAnswer(facts)).isEmpty();
        held.countDown();

        await(() -> receipts.newest(facts.paymentId()).isPresent());
        assertThat(signer.signed(facts.paymentId())).hasSize(1);
    }

    @Test
    void asksForTheSameQuittanceWhenAnAnswerOfTheSignerWasLost() {
        // Given
        var facts = facts();
        signer.mode(Mode.ANSWER_LOST);
        assertThat(replica().forAnswer(facts)).isEmpty();
        assertThat(signer.signed(facts.paymentId())).hasSize(1);

        // When another replica, at another time, finds it owed
        signer.mode(Mode.HONEST);
        var other = replica();
        other.start();

        // Then
        await(() -> other.newest(facts.paymentId()).isPresent());
        assertThat(signer.signed(facts.paymentId())).hasSize(1);
    }

    @Test
    void issuesWhatACrashedGatewayOwed() throws SQLException {
        var facts = facts();
        var crashed = replica("completion-grace", "PT0S");
        inTransaction(connection -> crashed.owe(connection, facts));

        var other = replica();
        other.start();

        await(() -> other.newest(facts.paymentId()).isPresent());
    }

    @Test
    void owesNothingWhenTheStateChangeIsRolledBack() throws SQLException {
        var facts = facts();
        var receipts = replica("completion-grace", "PT0S");
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            receipts.owe(connection, facts);
            connection.rollback();
        }

        assertThat(count("select count(*) from quittance_due where payment_id = '" + facts.paymentId() + "'"))
                .isZero();
    }

    @Test
    void completesReceiptsOfStreamedAnswers() throws SQLException {
        // Given
        var whole = facts();
        var streamed = new ReceiptFacts(
                whole.paymentId(),
                whole.tenant(),
                whole.challenge(),
                whole.request(),
                whole.transfer(),
                whole.standing(),
                Optional.empty(),
                whole.order());
        var receipts = replica();
        ReceiptDocument first = read(receipts.forAnswer(streamed));

        // When
        inTransaction(connection -> receipts.answered(connection, whole.paymentId(), RESPONSE));
        receipts.start();

        // Then
        await(() -> signer.signed(whole.paymentId()).size() == 2
                && !read(receipts.newest(whole.paymentId())).equals(first));
        ReceiptDocument second = read(receipts.newest(whole.paymentId()));
        assertThat(second.quittance().facts()).isEqualTo(whole);
        assertThat(second.quittance().supersedes()).contains(first.quittance().digest());
    }

    @Test
    void supersedesWhenThePaymentIsFinalAndNotBefore() throws SQLException {
        // Given
        var facts = facts();
        var receipts = replica();
        ReceiptDocument first = read(receipts.forAnswer(facts));
        receipts.start();

        // When
        inTransaction(connection -> receipts.stands(connection, facts.paymentId(), at(QuittanceLevel.SAFE, "e5")));
        assertThat(count("select wanted - issued from quittance_due where payment_id = '" + facts.paymentId() + "'"))
                .isZero();
        inTransaction(connection -> receipts.stands(connection, facts.paymentId(), at(QuittanceLevel.FINALIZED, "e5")));

        // Then
        await(() -> !read(receipts.newest(facts.paymentId())).equals(first));
        var last = read(receipts.newest(facts.paymentId())).quittance();
        assertThat(last.facts().standing().level()).isEqualTo(QuittanceLevel.FINALIZED);
        assertThat(last.facts().response()).contains(RESPONSE);
        assertThat(last.supersedes()).contains(first.quittance().digest());
        assertThat(signer.signed(facts.paymentId())).hasSize(2);
    }

    @Test
    void neverLetsAStandingFall() throws SQLException {
        var facts = facts().withStanding(at(QuittanceLevel.FINALIZED, "e5"));
        var receipts = replica();
        receipts.forAnswer(facts);

        inTransaction(connection -> receipts.stands(connection, facts.paymentId(), at(QuittanceLevel.INCLUDED, "e6")));

        assertThat(read(receipts.forAnswer(facts)).quittance().facts()).isEqualTo(facts);
        assertThat(signer.signed(facts.paymentId())).hasSize(1);
    }

    @Test
    void supersedesWhenTheRequestWasExecutedAgain() {
        var facts = facts();
        var receipts = replica();
        ReceiptDocument first = read(receipts.forAnswer(facts));

        ReceiptDocument second = read(receipts.forAnswer(facts.withResponse(word("f7"))));

        assertThat(second.quittance().facts().response()).contains(word("f7"));
        assertThat(second.quittance().supersedes()).contains(first.quittance().digest());
    }

    @Test
    void finishesAnOldDraftBeforeTheReceiptOfANewAnswer() {
        // Given a receipt that was asked for and never came
        var facts = facts();
        signer.mode(Mode.ANSWER_LOST);
        assertThat(replica().forAnswer(facts)).isEmpty();
        signer.mode(Mode.HONEST);

        // When the request is executed again and answered otherwise
        ReceiptDocument receipt = read(replica().forAnswer(facts.withResponse(word("f7"))));

        // Then
        assertThat(receipt.quittance().facts().response()).contains(word("f7"));
        assertThat(signer.signed(facts.paymentId())).hasSize(2);
    }

    @Test
    void notesNothingForPaymentsThatItDoesNotKnow() throws SQLException {
        var stranger = UUID.randomUUID();

        inTransaction(connection -> replica().stands(connection, stranger, at(QuittanceLevel.FINALIZED, "e5")));

        assertThat(replica().newest(stranger)).isEmpty();
    }

    @Test
    void believesNoSignatureThatIsNotTheAccounts() {
        var facts = facts();
        signer.mode(Mode.OTHER_ACCOUNT);
        var receipts = replica();

        assertThat(receipts.forAnswer(facts)).isEmpty();
        assertThat(receipts.newest(facts.paymentId())).isEmpty();
        assertThat(replica("signer-address", PAYEE).forAnswer(facts())).isEmpty();
        assertThat(replica("account", "lane").forAnswer(facts())).isEmpty();
    }

    @Test
    void goesWithoutWhenTheSignerRefusesAndAsksOthersAllTheSame() {
        // Given
        signer.mode(Mode.REFUSES);
        var refused = facts();
        var receipts = replica();
        assertThat(receipts.forAnswer(refused)).isEmpty();

        // When
        signer.mode(Mode.HONEST);

        // Then
        assertThat(receipts.forAnswer(facts())).isPresent();
    }

    @Test
    void neverThrowsWhenTheDatabaseIsAway() {
        var dead = (DataSource) Proxy.newProxyInstance(
                ReceiptsTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                    throw new SQLException("nobody listens");
                });
        var receipts = replica(dead);

        assertThat(receipts.forAnswer(facts())).isEmpty();
        assertThatThrownBy(() -> receipts.newest(UUID.randomUUID())).isInstanceOf(ReceiptStoreException.class);
    }

    @Test
    void givesReplicasThatAnswerTogetherOneReceipt() throws Exception {
        var facts = facts();
        var one = replica();
        var other = replica();

        List<Future<Optional<String>>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(List.of(() -> one.forAnswer(facts), () -> other.forAnswer(facts)));
        }

        assertThat(answers.get(0).get()).isPresent().isEqualTo(answers.get(1).get());
        assertThat(count("select count(*) from quittance_receipt where payment_id = '" + facts.paymentId() + "'"))
                .isEqualTo(1);
    }

    @Test
    void keepsReceiptsAsTheyWereIssued() {
        replica().forAnswer(facts());

        for (String change : List.of(
                "update quittance_receipt set document = '{}'",
                "delete from quittance_receipt",
                "truncate quittance_receipt")) {
            assertThatThrownBy(() -> count(change)).hasMessageContaining("only ever added");
        }
    }

    private static final String PAYEE = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

    private static ReceiptFacts facts() {
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

    private static Standing at(QuittanceLevel level, String block) {
        return new Standing(level, word("d4"), Optional.of(new Standing.Place(3, 100, word(block))));
    }

    private static Bytes32 word(String octet) {
        return Bytes32.parse("0x" + octet.repeat(32));
    }

    private static ReceiptDocument read(Optional<String> document) {
        assertThat(document).isPresent();
        return ReceiptDocument.fromJson(JsonObject.parse(document.get()));
    }

    private IssuedReceipts replica(String... config) {
        return replica(database(), config);
    }

    private IssuedReceipts replica(DataSource database, String... config) {
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
                signer.url(),
                receiptConfig.account(),
                receiptConfig.signerAddress().map(Address::parse),
                receiptConfig.signTimeout(),
                tokens(),
                FakeReceiptSigner.CURVE);
        var receipts = new IssuedReceipts(
                new ReceiptStore(database), client, receiptConfig, InstantSource.system(), new SimpleMeterRegistry());
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

    private static DataSource database() {
        return postgres.getPostgresDatabase();
    }

    private interface Change {
        void in(Connection connection) throws SQLException;
    }

    private static void inTransaction(Change change) throws SQLException {
        try (Connection connection = database().getConnection()) {
            connection.setAutoCommit(false);
            change.in(connection);
            connection.commit();
        }
    }

    private static long count(String sql) {
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

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
