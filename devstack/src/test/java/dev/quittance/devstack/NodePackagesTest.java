package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePackagesTest {
    /** Looks for anvil and prints what is said. */
    static final class LookForAnvil {
        private LookForAnvil() {}

        public static void main(String[] args) {
            System.setProperty("quittance.home", args[0]);
            try {
                System.out.println(NodePackages.anvil());
            } catch (DevstackException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void saysInOneLineThatNodeIsMissing(@TempDir Path project) throws Exception {
        Files.createDirectories(project.resolve("devstack").resolve("contracts"));
        var jvm = Jvm.of(LookForAnvil.class, project.toString());
        jvm.environment().put("PATH", project.toString());

        String output = new String(jvm.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.strip())
                .isEqualTo(
                        "the local chain needs anvil on the PATH, or Node 20 with npm to install it: neither was found");
    }
}
