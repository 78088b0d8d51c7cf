package dev.quittance.gateway.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.receipt.ReceiptSignature;
import dev.quittance.gateway.receipt.FakeReceiptSigner.Mode;
import dev.quittance.protocol.receipt.QuittanceLevel;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.receipt.ReceiptFacts;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Receipts over a real database and a signer that answers HTTP. */
class ReceiptsTest extends ReceiptsTestCase {
    @Test
    void givesTheReceiptWithTheAnswer() {
        var facts = facts();

        ReceiptDocument receipt = read(give(replica(), facts));

        assertThat(receipt.quittance().facts()).isEqualTo(facts);
        assertThat(receipt.quittance().supersedes()).isEmpty();
        assertThat(receipt.signer()).isEqualTo(signer.address());
        assertThat(ReceiptSignature.isGenuine(FakeReceiptSigner.CURVE, receipt)).isTrue();
        assertThat(read(replica().newest(facts.paymentId()))).isEqualTo(receipt);
    }

    @Test
    void givesTheSameReceiptToReplays() {
        var facts = facts();
        var first = give(replica(), facts);

        assertThat(give(replica(), facts)).isPresent().isEqualTo(first);
    }

    @Test
    void delaysReceiptsButNoAnswerWhileTheSignerIsAway() {
        // Given
        var facts = facts();
        var receipts = replica();
        signer.mode(Mode.DOWN);

        // When
        assertThat(give(receipts, facts)).isEmpty();
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

        assertThat(give(receipts, facts)).isEmpty();
        held.countDown();

        await(() -> receipts.newest(facts.paymentId()).isPresent());
        assertThat(signer.signed(facts.paymentId())).hasSize(1);
    }

    @Test
    void asksForTheSameQuittanceWhenAnAnswerOfTheSignerWasLost() {
        // Given
        var facts = facts();
        signer.mode(Mode.ANSWER_LOST);
        assertThat(give(replica(), facts)).isEmpty();
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
        inTransaction(connection -> crashed.owing(facts).in(connection));

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
            receipts.owing(facts).in(connection);
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
        var receipts = replica("completion-grace", "PT0S");
        ReceiptDocument first = read(give(receipts, streamed));

        // When
        inTransaction(connection -> receipts.owing(whole).in(connection));
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
        ReceiptDocument first = read(give(receipts, facts));
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
        give(receipts, facts);

        inTransaction(connection -> receipts.stands(connection, facts.paymentId(), at(QuittanceLevel.INCLUDED, "e6")));

        assertThat(read(give(receipts, facts)).quittance().facts()).isEqualTo(facts);
        assertThat(signer.signed(facts.paymentId())).hasSize(1);
    }

    @Test
    void supersedesWhenTheRequestWasExecutedAgain() {
        var facts = facts();
        var receipts = replica();
        ReceiptDocument first = read(give(receipts, facts));

        ReceiptDocument second = read(give(receipts, facts.withResponse(word("f7"))));

        assertThat(second.quittance().facts().response()).contains(word("f7"));
        assertThat(second.quittance().supersedes()).contains(first.quittance().digest());
    }

    @Test
    void finishesAnOldDraftBeforeTheReceiptOfANewAnswer() {
        // Given a receipt that was asked for and never came
        var facts = facts();
        signer.mode(Mode.ANSWER_LOST);
        assertThat(give(replica(), facts)).isEmpty();
        signer.mode(Mode.HONEST);

        // When the request is executed again and answered otherwise
        ReceiptDocument receipt = read(give(replica(), facts.withResponse(word("f7"))));

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

        assertThat(give(receipts, facts)).isEmpty();
        assertThat(receipts.newest(facts.paymentId())).isEmpty();
        assertThat(give(replica("signer-address", PAYEE), facts())).isEmpty();
        assertThat(give(replica("account", "lane"), facts())).isEmpty();
    }

    @Test
    void goesWithoutWhenTheSignerRefusesAndAsksOthersAllTheSame() {
        // Given
        signer.mode(Mode.REFUSES);
        var refused = facts();
        var receipts = replica();
        assertThat(give(receipts, refused)).isEmpty();

        // When
        signer.mode(Mode.HONEST);

        // Then
        assertThat(give(receipts, facts())).isPresent();
    }

    @Test
    void neverThrowsWhenTheDatabaseIsAway() {
        var dead = (DataSource) Proxy.newProxyInstance(
                ReceiptsTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, _, _) -> {
                    throw new SQLException("nobody listens");
                });
        var receipts = replica(dead);

        assertThat(give(receipts, facts())).isEmpty();
        assertThatThrownBy(() -> receipts.newest(UUID.randomUUID())).isInstanceOf(ReceiptStoreException.class);
    }

    @Test
    void givesReplicasThatAnswerTogetherOneReceipt() throws Exception {
        var facts = facts();
        var one = replica();
        var other = replica();

        List<Future<Optional<String>>> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(List.of(() -> give(one, facts), () -> give(other, facts)));
        }

        assertThat(answers.get(0).get()).isPresent().isEqualTo(answers.get(1).get());
        assertThat(count("select count(*) from quittance_receipt where payment_id = '" + facts.paymentId() + "'"))
                .isEqualTo(1);
    }

    @Test
    void keepsReceiptsAsTheyWereIssued() {
        give(replica(), facts());

        for (String change : List.of(
                "update quittance_receipt set document = '{}'",
                "delete from quittance_receipt",
                "truncate quittance_receipt")) {
            assertThatThrownBy(() -> count(change)).hasMessageContaining("only ever added");
        }
    }
}
