package dev.quittance.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateFolderTest {
    private static final Path HOME = Path.of("/home/agent");

    @Test
    void liesWhereTheUserKeepsState() {
        assertThat(StateFolder.of(Optional.of("/var/state"), HOME)).isEqualTo(Path.of("/var/state/quittance"));
    }

    @Test
    void liesInTheHomeFolderOtherwise() {
        var usual = HOME.resolve(".local/state/quittance");

        assertThat(StateFolder.of(Optional.empty(), HOME)).isEqualTo(usual);
        assertThat(StateFolder.of(Optional.of(""), HOME)).isEqualTo(usual);
        assertThat(StateFolder.of(Optional.of("relative"), HOME)).isEqualTo(usual);
    }
}
