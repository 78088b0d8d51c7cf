package dev.quittance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.architecture.ConfigurationSources.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is what the sources declare. {@code ./quittance docs} writes it anew. */
class ConfigurationDocTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCUMENT = ROOT.resolve("docs/configuration.md");
    private static final List<String> SERVICES =
            List.of("gateway", "facilitator", "settlement-worker", "signer-service");
    private static final String SHARED = "vitals";

    private static final String PREFACE = """
            # Configuration

            Written by `./quittance docs` from the `@ConfigMapping` interfaces in the sources; do not edit.

            Quarkus reads system properties, environment variables and `config/application.properties` beside the jar, the first
            of these wins. The n-th place of a list counts from 0: `quittance.chains[0].network` is `QUITTANCE_CHAINS_0__NETWORK`.
            Durations are written `500ms`, `5s`, `10m` or as in ISO 8601, sizes `64K`, `1M`. A setting without a default must be
            given; one that is wrong or unknown ends the start with one line that names it. Secrets are files.

            ## Every service, from Quarkus

            | setting | environment variable | meaning |
            |---|---|---|
            | `quarkus.datasource.jdbc.url` | `QUARKUS_DATASOURCE_JDBC_URL` | the database, with the service's schema as `currentSchema` |
            | `quarkus.datasource.username` | `QUARKUS_DATASOURCE_USERNAME` | the service's role |
            | `quarkus.datasource.password` | `QUARKUS_DATASOURCE_PASSWORD` | its password |
            | `kafka.bootstrap.servers` | `KAFKA_BOOTSTRAP_SERVERS` | brokers, `host:port` with commas between; not for the signer-service |
            | `quarkus.http.port`, `quarkus.management.port` | `QUARKUS_HTTP_PORT`, `QUARKUS_MANAGEMENT_PORT` | where it serves; where it tells health and metrics |
            | `quarkus.log.level` | `QUARKUS_LOG_LEVEL` | `INFO` |
            """;

    @Test
    void tellsOfEverySettingAsTheSourcesDeclareIt() throws IOException {
        // Given
        String wanted = document();

        // When
        if (Boolean.getBoolean("quittance.docs.write")) {
            Files.writeString(DOCUMENT, wanted);
        }

        // Then
        assertThat(DOCUMENT).as("run ./quittance docs").hasContent(wanted);
    }

    @Test
    void everySettingSaysWhatItMeans() throws IOException {
        var silent = new ArrayList<String>();
        for (String module : Stream.concat(SERVICES.stream(), Stream.of(SHARED)).toList()) {
            settings(module).stream()
                    .filter(setting -> setting.meaning().isEmpty())
                    .map(Setting::name)
                    .forEach(silent::add);
        }
        assertThat(silent).isEmpty();
    }

    private static String document() throws IOException {
        var text = new StringBuilder(PREFACE);
        append(text, "Every service", SHARED);
        for (String service : SERVICES) {
            append(text, service, service);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String title, String module) throws IOException {
        text.append("\n## ")
                .append(title)
                .append("\n\n| setting | environment variable | type | default | meaning |\n");
        text.append("|---|---|---|---|---|\n");
        for (Setting setting : settings(module)) {
            text.append("| `%s` | `%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.name(),
                            setting.environmentVariable(),
                            setting.type(),
                            setting.fallback()
                                    .map(value -> value.equals("none") ? value : "`" + value + "`")
                                    .orElse("**must be set**"),
                            setting.meaning().replace("|", "\\|")));
        }
    }

    private static List<Setting> settings(String module) throws IOException {
        var found = new ArrayList<Setting>();
        try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                if (Files.readString(file).contains("@ConfigMapping(")) {
                    found.addAll(ConfigurationSources.of(file));
                }
            }
        }
        assertThat(found).as("settings of " + module).isNotEmpty();
        found.sort(Comparator.comparing(Setting::name));
        return found;
    }
}
