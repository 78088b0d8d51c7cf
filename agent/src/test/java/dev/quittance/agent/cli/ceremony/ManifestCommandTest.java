package dev.quittance.agent.cli.ceremony;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.protocol.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void drawKeys() throws Exception {
        for (String name : List.of("ada", "ben", "eve")) {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(name);
            Files.writeString(file(name + ".jwk"), key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
        }
        for (String name : List.of("holder-1", "holder-2")) {
            assertThat(ceremony("holder-key", file(name + ".jwk").toString())).isZero();
        }
        String register = "0x" + "5a".repeat(48);
        Files.writeString(
                file("measurement.json"),
                "{\"pcr0\":\"%1$s\",\"pcr1\":\"%1$s\",\"pcr2\":\"%1$s\"}".formatted(register));
        Files.writeString(file("principals.json"), "{\"principals\": []}");
    }

    @Test
    void drawsAHoldersKeyForItsOwnerAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("holder-1.jwk"))))
                .isEqualTo("rw-------");
        assertThat(out.toString()).contains("\"crv\":\"X25519\"").doesNotContain("\"d\"");
        assertThat(ceremony("holder-key", file("holder-1.jwk").toString()))
                .as("keeps what is there")
                .isEqualTo(1);
    }

    @Test
    void createsApprovesAndVerifies() throws Exception {
        String hash = create(1);
        assertThat(manifest("verify", path("m.json"))).isEqualTo(3);
        assertThat(err.toString()).contains("manifest_quorum_lacking");

        assertThat(approve("ada", hash)).isZero();
        assertThat(approve("ben", hash)).isZero();

        assertThat(manifest("verify", path("m.json"), "--measurement-file", path("measurement.json")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("2 of 2", "approved");
        var envelope = Envelope.parse(JsonObject.parse(Files.readAllBytes(file("m.json"))));
        assertThat(envelope.manifest().policyRoot())
                .isEqualTo(JsonObject.parse("{\"principals\":[]}").sha256());
    }

    @Test
    void approvesOnlyWhatWasMeant() throws Exception {
        create(1);

        assertThat(approve("ada", "0x" + "00".repeat(32))).isEqualTo(3);

        assertThat(err.toString()).contains("the file holds another manifest");
        assertThat(Files.readString(file("m.json"))).contains("\"approvals\":[]");
    }

    @Test
    void verifiesWhatFollows() throws Exception {
        String first = create(5);
        Files.copy(file("m.json"), file("in-force.json"));
        String lower = create(4);
        approve("ada", lower);
        approve("ben", lower);

        assertThat(manifest("verify", path("m.json"), "--in-force", path("in-force.json")))
                .isEqualTo(3);
        assertThat(err.toString()).contains("manifest_number_lower");
        String higher = create(6);
        assertThat(higher).isNotEqualTo(first);
        approve("ada", higher);
        approve("eve", higher);
        assertThat(manifest("verify", path("m.json"), "--in-force", path("in-force.json")))
                .isEqualTo(3);
        assertThat(err.toString()).contains("manifest_approver_unknown");
    }

    @Test
    void tellsWhatCannotBeRead() {
        assertThat(manifest("verify", path("nothing.json"))).isEqualTo(1);
        assertThat(manifest("create", path("m.json"))).isEqualTo(2);
    }

    private String create(int number) {
        out.getBuffer().setLength(0);
        int code = manifest(
                "create",
                path("m.json"),
                "--version",
                "1",
                "--number",
                Integer.toString(number),
                "--measurement-file",
                path("measurement.json"),
                "--principals-file",
                path("principals.json"),
                "--admin-key-file",
                path("ada.jwk"),
                "--admin-key-file",
                path("ben.jwk"),
                "--admins-needed",
                "2",
                "--holder-key-file",
                path("holder-1.jwk"),
                "--holder-key-file",
                path("holder-2.jwk"),
                "--holders-needed",
                "2");
        assertThat(code).as(err.toString()).isZero();
        String said = out.toString().strip();
        return said.substring(said.lastIndexOf(' ') + 1);
    }

    private int approve(String admin, String hash) {
        return manifest("approve", path("m.json"), "--admin-key-file", path(admin + ".jwk"), "--hash", hash);
    }

    private int manifest(String... arguments) {
        return ManifestCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int ceremony(String... arguments) {
        return CeremonyCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private String path(String name) {
        return file(name).toString();
    }
}
