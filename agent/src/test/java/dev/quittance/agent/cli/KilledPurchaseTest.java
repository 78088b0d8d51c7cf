package dev.quittance.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.FakeGateway;
import dev.quittance.agent.cli.PayProcess.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code quittance pay} killed at each step of a purchase and run again: it pays once, and the answer comes. */
class KilledPurchaseTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final PaidShop shop = new PaidShop();

    @BeforeEach
    void writeKey() throws IOException {
        Files.writeString(folder.resolve("key"), "0x" + "11".repeat(32) + "\n");
    }

    @ParameterizedTest(name = "before {0}.{1} #{2}: {3} challenges")
    @CsvSource({
        // Before the server is asked.
        "PaymentMaking, begin, 1, 1",
        // The challenge came: before it is written down, while, and before the signer is asked.
        "journal.FileJournal$FileEntry, write, 1, 2",
        "journal.PrivateFiles, sync, 1, 1",
        "PaymentMaking, sign, 1, 1",
        // Signed: before that is written down, while, and after.
        "PaymentMaking, signed, 1, 1",
        "journal.PrivateFiles, replace, 2, 1",
        "journal.PrivateFiles, sync, 2, 1",
        "PaymentMaking, send, 1, 1",
        // Before and after it is written down that it is about to be sent.
        "journal.PrivateFiles, replace, 3, 1",
        "PaymentSending, send, 1, 1",
        // The answer came: before it is printed, before the purchase is marked, and in the middle of marking.
        "PaymentSending, settled, 1, 1",
        "cli.PayCommand, deliver, 1, 1",
        "PayingClient, finish, 1, 1",
        "journal.PrivateFiles, delete, 1, 1",
    })
    void paysOnce(String type, String method, int hit, int challenges) throws Exception {
        try (var gateway = new FakeGateway(shop)) {
            // Given
            assertThat(PayProcess.killAt(new Moment(type, method, hit), arguments(gateway)))
                    .isTrue();

            // When
            PayProcess.Ended again = PayProcess.awaitEnd(PayProcess.start(arguments(gateway)));

            // Then
            assertPaidOnce(again);
            assertThat(shop.challenges()).hasSize(challenges);
        }
    }

    @Test
    void paysOnceWhenKilledWhileTheServerSettles() throws Exception {
        try (var gateway = new FakeGateway(shop)) {
            // Given
            var started = new CompletableFuture<Process>();
            shop.whenPaid(() -> kill(started));
            started.complete(PayProcess.start(arguments(gateway)));
            int exitCode = started.join().waitFor();

            // When
            PayProcess.Ended again = PayProcess.awaitEnd(PayProcess.start(arguments(gateway)));

            // Then
            assertThat(exitCode).isEqualTo(128 + 9);
            assertPaidOnce(again);
            assertThat(again.err()).contains("an earlier run sent this payment");
        }
    }

    @Test
    void paysOnceWhenKilledWhileTheSignerSigns() throws Exception {
        var signer = new CustodialSigner();
        try (var gateway = new FakeGateway(shop);
                var service = new FakeGateway(signer)) {
            // Given
            List<String> arguments = custodialArguments(gateway, service, signer);
            var started = new CompletableFuture<Process>();
            signer.whenAsked(() -> kill(started));
            started.complete(PayProcess.start(arguments));
            started.join().waitFor();
            assertThat(shop.payments()).isEmpty();

            // When
            PayProcess.Ended again = PayProcess.awaitEnd(PayProcess.start(arguments));

            // Then
            assertPaidOnce(again);
            assertThat(signer.nonces()).hasSize(2).containsOnly(signer.nonces().getFirst());
        }
    }

    @Test
    void paysOnceWhenKilledAgainAndAgain() throws Exception {
        var moments = List.of(
                new Moment("PaymentMaking", "sign", 1),
                new Moment("PaymentMaking", "signed", 1),
                new Moment("PaymentMaking", "send", 1),
                new Moment("PaymentSending", "send", 1),
                new Moment("PayingClient", "finish", 1));
        try (var gateway = new FakeGateway(shop)) {
            for (Moment moment : moments) {
                assertThat(PayProcess.killAt(moment, arguments(gateway))).isTrue();
            }

            assertPaidOnce(PayProcess.awaitEnd(PayProcess.start(arguments(gateway))));
            assertThat(shop.challenges()).hasSize(1);
        }
    }

    @Test
    void doesNotBelieveARefusalAfterABrokenConnection() throws Exception {
        FakeGateway.Answer no = FakeGateway.answer(402, "");
        try (var gateway = new FakeGateway(shop, FakeGateway.hangUp(), no)) {
            PayProcess.Ended ended = PayProcess.awaitEnd(PayProcess.start(arguments(gateway)));

            assertThat(ended.exitCode()).isEqualTo(ExitCode.PENDING.code());
            assertThat(ended.err()).contains("refused_after_unknown");
        }
    }

    @Test
    void waitsForTheOtherProcessAndThenBuysItsOwn() throws Exception {
        try (var gateway = new FakeGateway(shop)) {
            Process first = PayProcess.start(arguments(gateway));
            Process second = PayProcess.start(arguments(gateway));

            assertThat(PayProcess.awaitEnd(first).out()).isEqualTo(PaidShop.ANSWER);
            assertThat(PayProcess.awaitEnd(second).out()).isEqualTo(PaidShop.ANSWER);
            assertThat(shop.payments()).hasSize(2);
            assertThat(shop.challenges()).hasSize(2);
        }
    }

    private void assertPaidOnce(PayProcess.Ended again) {
        assertThat(again)
                .extracting(PayProcess.Ended::exitCode, PayProcess.Ended::out)
                .containsExactly(0, PaidShop.ANSWER);
        assertThat(shop.payments()).hasSize(1);
        assertThat(shop.challenges()).containsAll(shop.echoedChallenges());
    }

    private static void kill(CompletableFuture<Process> process) {
        process.join().destroyForcibly().onExit().join();
    }

    private List<String> custodialArguments(FakeGateway gateway, FakeGateway service, CustodialSigner signer)
            throws Exception {
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("k1");
        Path keyFile = folder.resolve("agent.jwk");
        Files.writeString(keyFile, key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
        return List.of(
                "--signer",
                service.uri("").toString(),
                "--principal",
                "agent",
                "--principal-key-file",
                keyFile.toString(),
                "--account",
                signer.account().toString(),
                "--state",
                folder.resolve("state").toString(),
                gateway.uri("/weather").toString());
    }

    private List<String> arguments(FakeGateway gateway) {
        return List.of(
                "--key-file",
                folder.resolve("key").toString(),
                "--state",
                folder.resolve("state").toString(),
                gateway.uri("/weather").toString());
    }
}
