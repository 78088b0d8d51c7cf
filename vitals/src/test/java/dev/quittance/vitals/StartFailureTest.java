package dev.quittance.vitals;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartFailureTest {
    /** Settings of a service. */
    @ConfigMapping(prefix = "demo")
    public interface Settings {
        @WithDefault("2")
        int workersMax();
    }

    @Test
    void namesTheSettingAndWhatItCannotBe() {
        assertThat(StartFailure.line(refused("demo.workers-max", "many")))
                .hasValue("correct demo.workers-max (DEMO_WORKERS_MAX), which cannot be \"many\"");
    }

    @Test
    void namesWhatIsNoSetting() {
        assertThat(StartFailure.line(refused("demo.workers-maximum", "5")))
                .hasValue("remove or correct demo.workers-maximum, which is no setting");
    }

    @Test
    void saysTheDeepestKnownReasonInOneLine() {
        // Given
        var failure = new RuntimeException(
                "wrapped", new IllegalStateException(new ConfigurationException("set the\n   sealing key")));

        // Then
        assertThat(StartFailure.line(failure)).hasValue("set the sealing key");
    }

    @Test
    void saysWhatToDoAboutADatabaseWithoutItsOwnWords() {
        // Given
        var failure = new RuntimeException(new SQLException("password of gateway is hunter2", "28P01"));

        // Then
        assertThat(StartFailure.line(failure).orElseThrow())
                .contains("quarkus.datasource.password", "28P01")
                .doesNotContain("hunter2");
    }

    @Test
    void leavesTheUnforeseenToItsStackTrace() {
        assertThat(StartFailure.line(new NullPointerException("x"))).isEmpty();
    }

    private static Throwable refused(String name, String value) {
        try {
            new SmallRyeConfigBuilder()
                    .withMapping(Settings.class)
                    .withSources(new PropertiesConfigSource(Map.of(name, value), "test", 100))
                    .build()
                    .getConfigMapping(Settings.class);
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("not refused");
    }
}
