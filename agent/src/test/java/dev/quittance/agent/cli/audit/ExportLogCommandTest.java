package dev.quittance.agent.cli.audit;

import static dev.quittance.agent.FakeGateway.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.agent.FakeGateway;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.transparency.Checkpoint;
import dev.quittance.transparency.LogKey;
import dev.quittance.transparency.SignedNote;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.stream.IntStream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportLogCommandTest {
    private static final String ORIGIN = "quittance-signer";
    private static final int ENTRIES = 250;
    /** Copied as it is: "audit verify" verifies it. */
    private static final String NOTE = drawn();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void drawKey() throws Exception {
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("ada-1");
        Files.writeString(folder.resolve("ada.jwk"), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
    }

    @Test
    void copiesAllPagesAndTheCheckpointThatTheyAreUnder() throws Exception {
        try (var signer = new FakeGateway(newest(), page(0, 200), page(200, 50))) {
            assertThat(run(signer)).as(err.toString()).isZero();

            assertThat(out.toString()).contains("250 entries");
            assertThat(Files.readAllLines(folder.resolve("log")))
                    .hasSize(ENTRIES)
                    .startsWith(entry(0))
                    .endsWith(entry(ENTRIES - 1));
            assertThat(Files.readString(folder.resolve("log.checkpoint"))).isEqualTo(NOTE);
            assertThat(signer.seen())
                    .extracting(FakeGateway.Seen::path)
                    .containsExactly(
                            "/v1/log/checkpoint",
                            "/v1/log/entries?start=0&count=200",
                            "/v1/log/entries?start=200&count=50");
            assertThat(signer.seen())
                    .allSatisfy(asked -> assertThat(asked.authorization()).startsWith("Bearer ey"));
        }
    }

    @Test
    void doesNotCallALogWholeThatEndsBeforeItsCheckpoint() throws Exception {
        try (var signer = new FakeGateway(newest(), page(0, 200), page(200, 0))) {
            assertThat(run(signer)).isEqualTo(1);

            assertThat(err.toString()).contains("the log ends before its checkpoint");
            assertThat(folder.resolve("log.checkpoint")).doesNotExist();
        }
    }

    @Test
    void tellsWhatTheSignerRefuses() throws Exception {
        try (var signer = new FakeGateway(answer(403, "{\"code\":\"role_forbidden\"}"))) {
            assertThat(run(signer)).isEqualTo(1);

            assertThat(err.toString()).contains("403", "/v1/log/checkpoint");
            assertThat(folder.resolve("log")).doesNotExist();
        }
    }

    @Test
    void overwritesNothing() throws Exception {
        Files.writeString(folder.resolve("log"), "mine");
        try (var signer = new FakeGateway(newest(), page(0, 200), page(200, 50))) {
            assertThat(run(signer)).isEqualTo(1);

            assertThat(Files.readString(folder.resolve("log"))).isEqualTo("mine");
        }
    }

    private int run(FakeGateway signer) {
        var command =
                AuditCommand.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(
                "export",
                folder.resolve("log").toString(),
                "--signer",
                signer.uri("").toString(),
                "--admin",
                "ada",
                "--admin-key-file",
                folder.resolve("ada.jwk").toString());
    }

    private static FakeGateway.Answer newest() {
        return answer(200, JsonObject.builder().put("checkpoint", NOTE).build().toString());
    }

    private static FakeGateway.Answer page(int from, int count) {
        List<String> entries = IntStream.range(from, from + count)
                .mapToObj(ExportLogCommandTest::entry)
                .toList();
        return answer(
                200, JsonObject.builder().putTexts("entries", entries).build().toString());
    }

    private static String entry(int number) {
        return "{\"at\":" + number + ",\"kind\":\"denied\",\"v\":1}";
    }

    private static String drawn() {
        try {
            byte[] key = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            var checkpoint = new Checkpoint(ORIGIN, ENTRIES, Bytes32.of(BigInteger.ONE));
            return SignedNote.of(checkpoint, LogKey.of(ORIGIN, key), _ -> new byte[64]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
