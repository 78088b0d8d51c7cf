package dev.quittance.protocol.eip712;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TransferAuthorizationTest {
    @Test
    void hashesAsTheReferenceImplementationDoes() throws IOException {
        // Given
        JsonObject vectors;
        try (var in = TransferAuthorizationTest.class.getResourceAsStream("/dev/quittance/protocol/eip3009.json")) {
            vectors = JsonObject.parse(Objects.requireNonNull(in).readAllBytes());
        }
        assertThat(vectors.objects("vectors")).isNotEmpty();
        for (JsonObject vector : vectors.objects("vectors")) {
            JsonObject domainJson = vector.object("domain");
            var domain = new Eip712Domain(
                    domainJson.text("name"),
                    domainJson.text("version"),
                    domainJson.longInteger("chainId"),
                    Address.parse(domainJson.text("verifyingContract")));

            // When
            var authorization = TransferAuthorization.fromJson(vector.object("message"));

            // Then
            assertThat(domain.separator()).hasToString(vector.text("domainSeparator"));
            assertThat(authorization.digest(domain)).hasToString(vector.text("digest"));
            assertThat(authorization.toJson()).isEqualTo(vector.object("message"));
        }
    }
}
