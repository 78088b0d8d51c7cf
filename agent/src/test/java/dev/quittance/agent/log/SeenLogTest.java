package dev.quittance.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.transparency.Anchor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenLogTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void keepsTheNewestInThePlaceOfTheOneBefore() throws Exception {
        var seen = new SeenLog(folder.resolve("signer-log/host_1.json"));
        assertThat(seen.newest()).isEmpty();

        seen.keep(new Anchor("one\n1\n", OptionalLong.empty()));
        var second = new Anchor("two\n2\n", OptionalLong.of(7));
        seen.keep(second);

        assertThat(new SeenLog(folder.resolve("signer-log/host_1.json")).newest())
                .contains(second);
        try (var files = Files.list(folder.resolve("signer-log"))) {
            assertThat(files).as("no draft is left").hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"seen\":1}", "{\"restored\":3}", "[]"})
    void neverForgetsSilently(String broken) throws Exception {
        Path file = Files.writeString(folder.resolve("seen.json"), broken);

        assertThatThrownBy(() -> new SeenLog(file).newest())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("seen.json");
    }
}
