package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesWatchTest {
    private static final String FILE = """
            version: "1"
            tenant: demo
            upstream: http://localhost:8400
            routes:
              - openapi: api.yaml
                accepts:
                  - {scheme: exact, network: "eip155:84532", asset: "0x036CbD53842c5426634e7929541eC2318f3dCF7e", payTo: "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"}
            """;
    private static final String API =
            "{openapi: 3.0.0, paths: {/x: {get: {operationId: x, x-quittance-price: \"$0.001\"}}}}";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @TempDir
    Path folder = Path.of("");

    private CurrentRoutes current =
            new CurrentRoutes(new RoutesFile(dev.quittance.evm.registry.Registry.builtIn()).read(FILE, _ -> API));
    private RoutesWatch watch = watch(new RoutesSource(Path.of("none")));

    @BeforeEach
    void readFirst() throws IOException {
        write("routes.yaml", FILE);
        write("api.yaml", API);
        var source = new RoutesSource(folder.resolve("routes.yaml"));
        current = new CurrentRoutes(source.read());
        watch = watch(source);
    }

    @Test
    void replacesTheListWhenTheFileChanged() throws IOException {
        // Given
        var before = current.get();
        var told = new ArrayList<RouteTable>();
        current.follow(told::add);

        // When
        watch.look();
        write("routes.yaml", FILE.replace("version: \"1\"", "version: \"2\""));
        watch.look();
        watch.look();

        // Then
        assertThat(current.get()).isNotSameAs(before);
        assertThat(current.get().version()).isEqualTo("2");
        assertThat(told).containsExactly(current.get());
        assertThat(reloads("replaced")).isEqualTo(1);
        assertThat(metrics.get("quittance.gateway.routes.listed")
                        .tag("version", "2")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(metrics.find("quittance.gateway.routes.listed")
                        .tag("version", "1")
                        .gauge())
                .isNull();
    }

    @Test
    void replacesTheListWhenAFileThatItNamesChanged() throws IOException {
        // When
        write("api.yaml", API.replace("$0.001", "$0.5"));
        watch.look();

        // Then
        assertThat(current.get().routes().getFirst().accepts().getFirst().amount())
                .hasToString("500000");
    }

    @Test
    void keepsTheListWhenTheNewOneIsFaultyAndTakesItOnceItIsMended() throws IOException {
        // Given
        var before = current.get();

        // When it is faulty, and looked at twice
        write("routes.yaml", FILE.replace("accepts", "acepts"));
        watch.look();
        watch.look();

        // Then
        assertThat(current.get()).isSameAs(before);
        assertThat(reloads("refused")).isEqualTo(1);

        // When it is gone, then mended
        Files.delete(folder.resolve("routes.yaml"));
        watch.look();
        assertThat(current.get()).isSameAs(before);
        write("routes.yaml", FILE.replace("version: \"1\"", "version: \"3\""));
        watch.look();

        // Then
        assertThat(current.get().version()).isEqualTo("3");
    }

    @Test
    void keepsTheListWhenTheTenantIsAnotherOrSomethingElseSpeaksAgainstIt() throws IOException {
        // Given
        var before = current.get();

        // When
        write("routes.yaml", FILE.replace("tenant: demo", "tenant: other"));
        watch.look();
        write("routes.yaml", FILE.replace("version: \"1\"", "version: \"bad\""));
        watch.look();

        // Then
        assertThat(current.get()).isSameAs(before);
        assertThat(reloads("refused")).isEqualTo(2);
    }

    private RoutesWatch watch(RoutesSource source) {
        return new RoutesWatch(
                source,
                current,
                next -> next.version().equals("bad") ? Optional.of("no node of it") : Optional.empty(),
                Duration.ofHours(1),
                metrics);
    }

    private double reloads(String result) {
        return metrics.counter("quittance.gateway.routes.reloads", "result", result)
                .count();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
