package dev.quittance.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final PaymentRequirements OFFER = new PaymentRequirements(
            "exact",
            "eip155:84532",
            BigInteger.valueOf(1000),
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
            300,
            JsonObject.EMPTY);
    private static final TransferAuthorization AUTHORIZATION =
            TransferAuthorization.fromJson(JsonObject.parse("""
            {"from":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","to":"0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
             "value":"1000","validAfter":"0","validBefore":"1900000000","nonce":"0x%s"}
            """.formatted("07".repeat(32))));
    private static final PaymentPayload PAYLOAD = new PaymentPayload(
            Optional.empty(),
            OFFER,
            JsonObject.builder()
                    .put("signature", "0x" + "5e".repeat(65))
                    .put("authorization", AUTHORIZATION.toJson())
                    .build(),
            JsonObject.EMPTY);
    private static final String HEADER = PaymentHeader.encode(PAYLOAD.toJson());
    private static final PurchaseRecord.Challenged CHALLENGED = new PurchaseRecord.Challenged(
            NOW,
            new PaymentRequired(
                    Optional.empty(),
                    new ResourceInfo("http://localhost/", Optional.empty(), Optional.empty()),
                    List.of(OFFER),
                    JsonObject.parse("{\"quittance\":{\"info\":{\"challenge\":\"secret-id\"}}}")),
            OFFER,
            AUTHORIZATION.nonce());
    private static final PurchaseRecord.Signed SIGNED = new PurchaseRecord.Signed(NOW, HEADER, PAYLOAD, AUTHORIZATION);
    private static final PurchaseRecord.Sent SENT = new PurchaseRecord.Sent(NOW, HEADER, PAYLOAD, AUTHORIZATION);
    private static final PurchaseRecord.Settled SETTLED =
            new PurchaseRecord.Settled(NOW, AUTHORIZATION.nonce(), "eip155:84532", "0x" + "ab".repeat(32));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void givesBackEachOpenState() throws Exception {
        for (PurchaseRecord.Open open : List.of(CHALLENGED, SIGNED, SENT)) {
            try (var entry = claim(1)) {
                entry.write(open);
            }
            try (var entry = claim(1)) {
                assertThat(entry.open()).contains(open);
            }
        }
    }

    @Test
    void endsAPurchaseAndForgetsItsSignature() throws Exception {
        try (var entry = claim(1)) {
            entry.write(SENT);
            entry.finish(SETTLED);

            assertThat(entry.open()).isEmpty();
        }
        assertThat(files("open")).isEmpty();
        assertThat(files("finished")).hasSize(1);
        assertThat(Files.readString(files("finished").getFirst()))
                .contains(SETTLED.transaction())
                .doesNotContain(HEADER);
    }

    @Test
    void doesNotEndAPurchaseOfAnotherNonce() throws Exception {
        try (var entry = claim(1)) {
            entry.write(SENT);
            entry.finish(new PurchaseRecord.Refused(NOW, Bytes32.of(BigInteger.ONE), "eip155:84532", "no"));

            assertThat(entry.open()).contains(SENT);
        }
    }

    @Test
    void letsNobodyElseRead() throws Exception {
        Files.createDirectories(folder());
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var entry = claim(1)) {
            entry.write(SENT);
        }

        assertThat(permissions(folder())).isEqualTo("rwx------");
        assertThat(permissions(folder().resolve("open"))).isEqualTo("rwx------");
        assertThat(permissions(folder().resolve("lock"))).isEqualTo("rw-------");
        assertThat(permissions(files("open").getFirst())).isEqualTo("rw-------");
    }

    @Test
    void givesAPurchaseToOneAtATime() throws Exception {
        var first = claim(1);

        assertThat(journal().claim(key(1))).isEmpty();
        claim(2).close();
        first.close();
        claim(1).close();
    }

    @Test
    void refusesToGuessWhatAnUnreadableRecordSays() throws Exception {
        try (var entry = claim(1)) {
            entry.write(SENT);
            Files.writeString(files("open").getFirst(), "{\"version\":1,\"state\":\"sent\",\"payment\":\"e30=\"}");

            assertThatIOException().isThrownBy(entry::open).withMessageContaining("cannot be read");
        }
    }

    @Test
    void beginsNoMoreThanItMayKeep() throws Exception {
        var limits = new JournalLimits(1, 10, Duration.ofDays(1), 64 * 1024);
        var journal = FileJournal.in(folder(), limits, InstantSource.system());
        try (var one = journal.claim(key(1)).orElseThrow();
                var two = journal.claim(key(2)).orElseThrow()) {
            one.write(CHALLENGED);
            one.write(SIGNED);

            assertThatIOException().isThrownBy(() -> two.write(CHALLENGED)).withMessageContaining("unfinished");
            assertThat(two.open()).isEmpty();
        }
    }

    @Test
    void forgetsWhatIsOlderThanAnythingThatCouldBePaid() throws Exception {
        var limits = new JournalLimits(1, 10, Duration.ofDays(1), 64 * 1024);
        try (var old = claim(1)) {
            old.write(SENT);
        }
        var later = InstantSource.fixed(
                Files.getLastModifiedTime(files("open").getFirst()).toInstant().plus(Duration.ofDays(2)));
        try (var entry = FileJournal.in(folder(), limits, later).claim(key(2)).orElseThrow()) {
            entry.write(CHALLENGED);
        }
        try (var old = claim(1)) {
            assertThat(old.open()).isEmpty();
        }
    }

    @Test
    void keepsTheNewestFinishedOnly() throws Exception {
        var limits = new JournalLimits(10, 2, Duration.ofDays(1), 64 * 1024);
        var journal = FileJournal.in(folder(), limits, InstantSource.system());
        for (int i = 1; i <= 4; i++) {
            try (var entry = journal.claim(key(i)).orElseThrow()) {
                entry.write(SENT);
                entry.finish(SETTLED);
            }
        }

        assertThat(files("finished")).hasSize(2);
    }

    @Test
    void refusesRecordThatIsTooLong() throws Exception {
        var journal =
                FileJournal.in(folder(), new JournalLimits(10, 2, Duration.ofDays(1), 100), InstantSource.system());
        try (var entry = journal.claim(key(1)).orElseThrow()) {
            assertThatIOException().isThrownBy(() -> entry.write(SENT));
            assertThat(entry.open()).isEmpty();
        }
    }

    @Test
    void printsNoSecret() {
        assertThat(CHALLENGED.toString() + SIGNED + SENT).doesNotContain(HEADER, "secret-id", "5e5e");
    }

    private PurchaseJournal.Entry claim(int number) throws IOException {
        return journal().claim(key(number)).orElseThrow();
    }

    private FileJournal journal() throws IOException {
        return FileJournal.in(folder(), JournalLimits.DEFAULTS, InstantSource.system());
    }

    private Path folder() {
        return temp.resolve("journal");
    }

    private static PurchaseKey key(int number) {
        return new PurchaseKey(Bytes32.of(BigInteger.valueOf(number).shiftLeft(240)));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private List<Path> files(String name) throws IOException {
        try (var files = Files.list(folder().resolve(name))) {
            return files.toList();
        }
    }
}
