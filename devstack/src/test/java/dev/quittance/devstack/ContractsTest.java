package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractsTest {
    private static final Path COMMITTED =
            Project.root().resolve("devstack/src/main/resources/dev/quittance/devstack/contracts");

    @Test
    void sourcesRebuildToTheCommittedArtifacts(@TempDir Path folder) throws Exception {
        boolean node =
                Executables.find("node").isPresent() && Executables.find("npm").isPresent();
        assumeTrue(node, "SKIPPED: no node and npm on the PATH, so the contracts were NOT recompiled and compared");
        NodePackages.install(Project.contracts());

        Process compiler = new ProcessBuilder("node", "compile.mjs", folder.toString())
                .directory(Project.contracts().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(compiler.waitFor()).as(output).isZero();
        assertThat(names(folder)).isEqualTo(names(COMMITTED)).hasSameSizeAs(Contract.values());
        for (String name : names(folder)) {
            assertThat(folder.resolve(name)).hasSameBinaryContentAs(COMMITTED.resolve(name));
        }
    }

    private static String[] names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }
}
