package dev.quittance.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoutesDocTest {
    private static final String BEGIN = "```yaml\n";

    @Test
    void theExampleOfThePageIsAGoodFile() throws IOException {
        // Given
        String page = Files.readString(Path.of("../docs/routes.md"));
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String example = page.substring(begin, page.indexOf("```", begin));
        String document = "{openapi: 3.1.0, paths: {/x: {get: {operationId: x, x-quittance-price: \"$0.01\"}}}}";

        // When
        var table = new RoutesFile(Registry.builtIn()).read(example, _ -> document);

        // Then
        assertThat(table.routes()).extracting(Route::name).containsExactly("city", "archive", "report", "x");
    }
}
