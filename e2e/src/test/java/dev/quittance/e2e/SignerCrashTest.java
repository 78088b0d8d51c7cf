package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.e2e.crash.CrashAgentJar;
import dev.quittance.e2e.crash.agent.Countdown;
import dev.quittance.e2e.crash.agent.CrashPoint;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A signer process ends as by kill -9 once a decision is durable and before anybody was told of it. */
class SignerCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int AMOUNT = 7;
    private static final String ENTRIES =
            "select count(*) from signer.log_entry where entry::json ->> 'kind' = 'permitted'";
    private static final String LEAVES = "select count(*) from signer.log_entry";
    private static final String SPENT = "select coalesce(sum(amount), 0)::bigint from signer.spent_bucket";
    private static final String JOURNALED = "select count(*) from signer.signing_journal";
    /** Whatever was signed is in the journal, and has an entry of its own in the log. */
    private static final String JOURNALED_WITHOUT_ENTRY = """
            select count(*) from signer.signing_journal j where not exists (
                select from signer.log_entry e
                where e.entry::json ->> 'kind' = 'permitted'
                    and e.entry::json ->> 'signing' = '0x' || encode(j.signing_digest, 'hex'))
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"K8_JOURNALED", "K8"})
    void repeatsWhatItHadLoggedAndCountsItOnce(CrashPoint point) throws Exception {
        try (var fleet = new SignerFleet(folder, 100)) {
            String account;
            try (var signer = fleet.start()) {
                account = fleet.account(signer.http());
                awaitPaid(fleet, signer.http(), SignerFleet.payment(account, 1, 1));
            }
            assertThat(fleet.number(ENTRIES)).isOne();

            // When
            byte[] payment = SignerFleet.payment(account, 2, AMOUNT);
            try (var signer = fleet.start(crashingAt(point))) {
                assertThatThrownBy(() -> awaitPaid(fleet, signer.http(), payment))
                        .isInstanceOf(IOException.class);
                assertThat(signer.awaitExit()).isEqualTo(Countdown.HALTED);
            }

            // Then
            assertThat(fleet.number(ENTRIES)).as("the entry was durable").isEqualTo(2);
            assertThat(fleet.number(SPENT)).isEqualTo(1 + AMOUNT);
            String logged = fleet.text(
                    "select encode(signature_hash, 'hex') from signer.log_entry where signature_hash is not null"
                            + " order by leaf_index desc limit 1");
            long leaves = fleet.number(LEAVES);

            // When
            try (var signer = fleet.start()) {
                var answer = awaitPaid(fleet, signer.http(), payment);
                var again = awaitPaid(fleet, signer.http(), payment);

                // Then
                String signature = JsonObject.parse(answer.body()).text("signature");
                assertThat(Sha256.hash(Hex.decode(signature)).toString()).isEqualTo("0x" + logged);
                assertThat(JsonObject.parse(again.body()).text("signature")).isEqualTo(signature);
                assertThat(fleet.number(LEAVES)).as("nothing is decided twice").isEqualTo(leaves);
                assertThat(fleet.number(SPENT)).as("counted once").isEqualTo(1 + AMOUNT);
                assertThat(fleet.number(JOURNALED)).isEqualTo(2);
                assertThat(fleet.number(JOURNALED_WITHOUT_ENTRY)).isZero();
                awaitPaid(fleet, signer.http(), SignerFleet.payment(account, 3, 1));
                assertThat(fleet.number(LEAVES)).as("the log goes on").isEqualTo(leaves + 1);
            }
        }
    }

    private Map<String, String> crashingAt(CrashPoint point) throws IOException {
        Path jar = CrashAgentJar.writeTo(folder.resolve("crash"));
        return Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + jar + "=" + point);
    }

    /** A standby answers 503 until the lease of the one before is over. */
    private static HttpResponse<String> awaitPaid(SignerFleet fleet, URI signer, byte[] payment) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            String token = fleet.token("POST", SignerFleet.PAYMENTS, payment);
            var answer = fleet.post(signer, SignerFleet.PAYMENTS, token, payment);
            if (answer.statusCode() == 200) {
                return answer;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
