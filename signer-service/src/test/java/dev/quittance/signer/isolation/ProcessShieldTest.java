package dev.quittance.signer.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.signer.SignerEnvironment;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class ProcessShieldTest {
    @Test
    void forbidsCoreDumps() throws IOException {
        assertThat(Files.readString(Path.of("/proc/self/limits"))).containsPattern("Max core file size +0 +0 ");
    }

    @Test
    void keepsOthersOutOfTheProcess() {
        assertThat(ProcessShield.isDumpable()).isFalse();
    }
}
