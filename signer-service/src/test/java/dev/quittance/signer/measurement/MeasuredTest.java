package dev.quittance.signer.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredTest {
    private static final String RECORDED = "io/quarkus/runner/recorded/Step1";

    @TempDir
    Path folder;

    @Test
    void isTheSameInAnotherFolder() throws IOException {
        assertThat(code(app("one", "a", "b", "wired"))).isEqualTo(code(app("two", "a", "b", "wired")));
    }

    @Test
    void changesWithOneClass() throws IOException {
        // Given
        Path app = app("one", "a", "b", "wired");
        String before = code(app);

        // When
        Files.write(app.resolve("app/signer.jar"), new byte[] {1, 2, 4});

        // Then
        assertThat(code(app)).isNotEqualTo(before);
    }

    @Test
    void changesWithOneGeneratedClass() throws IOException {
        assertThat(code(app("one", "a", "b", "wired"))).isNotEqualTo(code(app("two", "a", "b", "otherwise")));
    }

    @Test
    void leavesOutInWhichOrderStatementsWereRecorded() throws IOException {
        assertThat(code(app("one", "a", "b", "wired"))).isEqualTo(code(app("two", "b", "a", "wired")));
    }

    @Test
    void changesWithOneRecordedStatement() throws IOException {
        assertThat(code(app("one", "a", "b", "wired"))).isNotEqualTo(code(app("two", "a", "c", "wired")));
    }

    @Test
    void leavesOutWhatOnlyTellsOfTheBuild() throws IOException {
        // Given
        Path app = app("one", "a", "b", "wired");
        String before = code(app);

        // When
        Files.writeString(app.resolve("sbom.cdx.json"), "{}");

        // Then
        assertThat(code(app)).isEqualTo(before);
    }

    @Test
    void takesNoAotCache() {
        assertThatThrownBy(() -> Machine.of(folder, List.of("-XX:AOTCache=/app/app.aot"), new Files384()))
                .isInstanceOf(UnmeasurableException.class)
                .hasMessageContaining("AOTCache");
    }

    @Test
    void measuresRuntimeOptionsAndTheirFiles() throws IOException {
        // Given
        Files.createDirectory(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/modules"), "code");
        Path agent = Files.writeString(folder.resolve("agent.jar"), "one");
        List<String> options = List.of("-Xmx1m", "-javaagent:" + agent + "=x");
        String before = Register.over(Machine.of(folder.resolve("lib"), options, new Files384()));

        // Then
        assertThat(Register.over(Machine.of(folder.resolve("lib"), List.of("-Xmx2m", options.get(1)), new Files384())))
                .isNotEqualTo(before);
        Files.writeString(agent, "two");
        assertThat(Register.over(Machine.of(folder.resolve("lib"), options, new Files384())))
                .isNotEqualTo(before);
    }

    @Test
    void measuresSettingsByTheirRules() throws IOException {
        // Given
        Map<String, String> told = Map.of(
                "QUITTANCE_SIGNER_ADMIN_QUORUM", "2",
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://one:5432/db?currentSchema=signer",
                "QUARKUS_DATASOURCE_PASSWORD", "secret",
                "QUARKUS_HTTP_PORT", "1",
                "PATH", "/bin");
        String before = settings(told);

        // Then
        assertThat(settings(with(told, "QUITTANCE_SIGNER_ADMIN_QUORUM", "1"))).isNotEqualTo(before);
        assertThat(settings(with(told, "QUITTANCE_SIGNER_BODY_MAX", "1"))).isNotEqualTo(before);
        assertThat(settings(with(told, "_PROD_QUITTANCE_SIGNER_BODY_MAX", "1"))).isNotEqualTo(before);
        assertThat(settings(with(told, "quittance.signer.body-max", "1"))).isNotEqualTo(before);
        assertThat(settings(with(told, "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://one:5432/db?socketFactory=x")))
                .isNotEqualTo(before);
        assertThat(settings(
                        with(told, "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://two:1/db?currentSchema=signer")))
                .isEqualTo(before);
        assertThat(settings(with(told, "QUARKUS_DATASOURCE_PASSWORD", "other"))).isEqualTo(before);
        assertThat(settings(with(told, "QUARKUS_HTTP_PORT", "2"))).isEqualTo(before);
        assertThat(settings(with(told, "PATH", "/usr/bin"))).isEqualTo(before);
        assertThat(settings(with(told, "QUITTANCE_SIGNER_LEASE_DATABASE_RESTORED", "true")))
                .isEqualTo(before);
    }

    @Test
    void measuresFoldersOfSettings() throws IOException {
        // Given
        Path secrets = Files.createDirectory(folder.resolve("settings"));
        Files.writeString(secrets.resolve("quarkus.datasource.password"), "secret");
        Map<String, String> told = Map.of("SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS", secrets.toString());
        String before = settings(told);

        // Then
        Files.writeString(secrets.resolve("quarkus.datasource.password"), "other");
        assertThat(settings(told)).isEqualTo(before);
        Files.writeString(secrets.resolve("quittance.signer.admin.quorum"), "1");
        assertThat(settings(told)).isNotEqualTo(before);
    }

    @Test
    void takesNoSettingsFromElsewhere() {
        assertThatThrownBy(() -> settings(Map.of("QUARKUS_CONFIG_LOCATIONS", "/etc/other.properties")))
                .isInstanceOf(UnmeasurableException.class);
    }

    private String settings(Map<String, String> environment) throws IOException {
        return Register.over(Settings.of(environment, folder));
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        var changed = new java.util.HashMap<>(map);
        changed.put(name, value);
        return changed;
    }

    private static String code(Path app) throws IOException {
        return Register.over(Code.in(app, new Files384()));
    }

    /** An application whose start-up was recorded in this order, with another generated class. */
    private Path app(String name, String first, String second, String generated) throws IOException {
        Path app = folder.resolve(name);
        Files.createDirectories(app.resolve("quarkus"));
        Files.createDirectories(app.resolve("app"));
        Files.write(app.resolve("app/signer.jar"), new byte[] {1, 2, 3});
        try (var jar = new JarOutputStream(Files.newOutputStream(app.resolve(GeneratedCode.JAR)))) {
            jar.putNextEntry(new JarEntry(RECORDED + ".class"));
            jar.write(recorded(first, second));
            jar.putNextEntry(new JarEntry("generated/Wiring.class"));
            jar.write(recorded(generated, generated));
        }
        return app;
    }

    private static byte[] recorded(String first, String second) {
        return ClassFile.of()
                .build(
                        ClassDesc.ofInternalName(RECORDED),
                        type -> type.withMethodBody(
                                "deploy",
                                MethodTypeDesc.of(ConstantDescs.CD_void),
                                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                code -> statement(statement(code, first), second)
                                        .return_()));
    }

    private static CodeBuilder statement(CodeBuilder code, String constant) {
        return code.ldc(constant)
                .invokestatic(
                        ClassDesc.ofInternalName("Recorder"),
                        "record",
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
    }
}
