package dev.quittance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.challenge.ChallengeKeys;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.token.RequestToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void keepsEverythingFromOthers() throws IOException {
        credentials();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(secrets())) {
            assertThat(files)
                    .hasSize(16)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void drawsOnceAndKeeps() throws IOException {
        var first = credentials();
        String deviceSecret = Files.readString(first.deviceSecret());
        String principals = Files.readString(first.principals());

        var second = credentials();

        assertThat(Files.readString(second.deviceSecret())).isEqualTo(deviceSecret);
        assertThat(Files.readString(second.principals())).isEqualTo(principals);
        assertThat(second.payee()).isEqualTo(first.payee());
    }

    @Test
    void drawsKeysInTheFormsTheirReadersTake() throws IOException {
        var credentials = credentials();

        assertThat(Base64.getDecoder().decode(Secrets.read(credentials.deviceSecret())))
                .hasSize(32);
        assertThat(ChallengeKeys.parse(Files.readAllLines(credentials.challengeKeys())))
                .hasToString("ChallengeKeys[c1]");
        assertThat(Files.readString(credentials.callers()))
                .isEqualTo("gateway:"
                        + RequestToken.requestHash(
                                Secrets.read(credentials.facilitatorToken()).getBytes(StandardCharsets.US_ASCII))
                        + "\n");
    }

    @Test
    void registersPublicHalvesOnly() throws IOException {
        var principals =
                JsonObject.parse(Files.readAllBytes(credentials().principals())).objects("principals");

        assertThat(principals)
                .extracting(principal -> principal.text("role"))
                .containsExactly("admin", "agent", "service", "service");
        assertThat(principals.getLast().texts("receiptAccounts")).containsExactly("receipts");
        assertThat(principals)
                .allSatisfy(principal -> assertThat(
                                principal.objects("keys").getFirst().names())
                        .containsExactlyInAnyOrder("kty", "kid", "crv", "x", "y"));
    }

    private Path secrets() {
        return folder.resolve("secrets");
    }

    private Credentials credentials() throws IOException {
        return Credentials.in(new Secrets(secrets(), new SecureRandom(), InstantSource.system()), 2);
    }
}
