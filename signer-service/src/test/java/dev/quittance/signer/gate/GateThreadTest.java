package dev.quittance.signer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Address;
import dev.quittance.signer.SignerEnvironment;
import dev.quittance.signer.account.AccountStore;
import dev.quittance.signer.database.DataRefusedException;
import dev.quittance.signer.database.Database;
import dev.quittance.signer.principal.TokenId;
import dev.quittance.signer.transparency.TransparencyLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to requests that are decided in one transaction. */
@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class GateThreadTest {
    @Inject
    GateThread gate;

    @Inject
    Database database;

    @Inject
    AccountStore accounts;

    @Inject
    TransparencyLog log;

    private Payments payments = new Payments(Address.parse("0x" + "11".repeat(20)));

    /** Of its own for each run, in the database that tests share. */
    private final long nonce = ThreadLocalRandom.current().nextLong(1L << 40);

    @BeforeEach
    void findAccount() {
        payments = new Payments(database.inTransaction(connection -> accounts.versions(connection, "bob-main"))
                .getFirst()
                .account()
                .address());
    }

    @Test
    void decidesInOrderWithinOneBatch() throws InterruptedException {
        GateRequest.Signing first = payments.of(nonce, 1);

        List<Outcome> outcomes = together(List.of(first, Payments.again(first), payments.of(nonce, 2)));

        Payments.assertPermitted(outcomes.get(0), first);
        Payments.assertPermitted(outcomes.get(1), first);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Taken.class);
    }

    /** Whoever has the answer may be sure of the entry, whatever becomes of the process next. */
    @Test
    void answersOnceTheEntryIsCommitted() {
        GateRequest.Signing request = payments.of(nonce + 7, 1);

        var permitted = (Outcome.Permitted) Payments.ask(gate, request);

        var signature = permitted.permission().signature().orElseThrow();
        long entries = database.inTransaction(connection -> {
            try (var statement =
                    connection.prepareStatement("select count(*) from log_entry where signature_hash = sha256(?)")) {
                statement.setBytes(1, signature.toBytes());
                try (var row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
        assertThat(entries).isOne();
    }

    @Test
    void leavesNoEntryOfABatchThatFails() {
        long before = size();

        assertThatThrownBy(() -> Payments.ask(gate, payments.impossible(nonce + 8)))
                .isInstanceOf(DataRefusedException.class);

        // Then but that it was refused
        assertThat(size()).isEqualTo(before + 1);
        assertThat(Payments.ask(gate, payments.of(nonce + 9, 1))).isInstanceOf(Outcome.Permitted.class);
        assertThat(size()).isEqualTo(before + 2);
    }

    private long size() {
        return database.inTransaction(log::size);
    }

    @Test
    void spendsATokenForOneRequestOfABatch() throws InterruptedException {
        TokenId token = Payments.token();

        List<Outcome> outcomes = together(List.of(payments.of(nonce + 1, 1, token), payments.of(nonce + 2, 1, token)));

        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Permitted.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Replayed.class);
    }

    @Test
    void doesNotLetARequestThatTheSchemaRefusesTakeOthersWithIt() throws InterruptedException {
        var release = holdUp();
        var good = Payments.submit(gate, payments.of(nonce + 3, 1));
        var bad = Payments.submit(gate, payments.impossible(nonce + 4));
        var alsoGood = Payments.submit(gate, payments.of(nonce + 5, 1));
        release.countDown();

        assertThat(Payments.await(good)).isInstanceOf(Outcome.Permitted.class);
        assertThat(Payments.await(alsoGood)).isInstanceOf(Outcome.Permitted.class);
        assertThatThrownBy(() -> Payments.await(bad)).isInstanceOf(DataRefusedException.class);
    }

    @Test
    void keepsWhatAFailedChangeDidNot() {
        var answer = new CompletableFuture<Boolean>();
        gate.submit(new Ticket.Change<>(
                connection -> {
                    throw new IllegalArgumentException("refused");
                },
                answer));

        assertThatThrownBy(() -> Payments.await(answer)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Payments.ask(gate, payments.of(nonce + 6, 1))).isInstanceOf(Outcome.Permitted.class);
    }

    private List<Outcome> together(List<GateRequest.Signing> requests) throws InterruptedException {
        var release = holdUp();
        var answers = new ArrayList<CompletableFuture<Outcome>>();
        requests.forEach(request -> answers.add(Payments.submit(gate, request)));
        release.countDown();
        return answers.stream().map(Payments::await).toList();
    }

    /** Keeps the gate busy, so that what is submitted meanwhile becomes one batch. */
    private CountDownLatch holdUp() throws InterruptedException {
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        gate.submit(new Ticket.Change<>(
                _ -> {
                    busy.countDown();
                    try {
                        return release.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return false;
                    }
                },
                new CompletableFuture<>()));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        return release;
    }
}
