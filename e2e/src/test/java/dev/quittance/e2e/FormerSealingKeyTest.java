package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.agent.ceremony.CeremonyRefusedException;
import dev.quittance.protocol.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database from before there were manifests: its accounts are sealed, and no root is. */
class FormerSealingKeyTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String SETTING = "QUITTANCE_SIGNER_SEALING_KEY_FILE";

    @TempDir
    private Path folder;

    @Test
    void takesOverTheKeyThatSealedTheAccountsAndNoOther() throws Exception {
        try (var fleet = new SignerFleet(folder, 100)) {
            // Given
            String signature;
            Path former;
            try (var signer = fleet.start()) {
                signature = signed(fleet, signer.http());
                byte[] key = fleet.root(fleet.ceremony(signer).state());
                former = Files.writeString(
                        folder.resolve("sealing.key"), Base64.getEncoder().encodeToString(key));
            }
            fleet.forgetSeal();
            Path other = Files.writeString(
                    folder.resolve("other.key"), Base64.getEncoder().encodeToString(new byte[32]));

            // Then
            assertThatThrownBy(fleet::start)
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("root_missing: ");
            assertThatThrownBy(() -> fleet.start(Map.of(SETTING, other.toString())))
                    .isInstanceOf(CeremonyRefusedException.class)
                    .hasMessageStartingWith("sealing_key_wrong: ");
            assertThat(fleet.number("select count(*) from signer.root_seal")).isZero();

            // When
            try (var signer = fleet.start(Map.of(SETTING, former.toString()))) {
                assertThat(signed(fleet, signer.http())).as("the same key").isEqualTo(signature);
            }

            // Then
            Files.delete(former);
            try (var signer = fleet.start()) {
                assertThat(signed(fleet, signer.http())).as("without the file").isEqualTo(signature);
            }
        }
    }

    private static String signed(SignerFleet fleet, URI signer) throws Exception {
        byte[] body = SignerFleet.payment(fleet.account(signer), 1, 1);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            var answer =
                    fleet.post(signer, SignerFleet.PAYMENTS, fleet.token("POST", SignerFleet.PAYMENTS, body), body);
            if (answer.statusCode() == 200) {
                return JsonObject.parse(answer.body()).text("signature");
            }
            assertThat(System.nanoTime()).as(answer.body()).isLessThan(end);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
