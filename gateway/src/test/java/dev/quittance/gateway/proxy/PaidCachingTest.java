package dev.quittance.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaidCachingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|private",
                "public|private",
                "public, max-age=60, s-maxage=600|private, max-age=60",
                "PUBLIC,S-MaxAge=600|private",
                "no-store|private, no-store",
                "private=\"Set-Cookie, X\", max-age=5|private, max-age=5",
                "no-cache=\"Set-Cookie\"|private, no-cache=\"Set-Cookie\"",
                "must-revalidate, proxy-revalidate|private, must-revalidate",
                "max-age=\"60, public|private, no-store",
                "max age|private, no-store"
            })
    void neverLetsOthersKeepWhatWasPaid(String upstreams, String expected) {
        // Given
        var headers = MultiMap.caseInsensitiveMultiMap();
        if (!upstreams.isEmpty()) {
            headers.set("Cache-Control", upstreams);
        }

        // When
        PaidCaching.keepPrivate(headers);

        // Then
        assertThat(headers.getAll("Cache-Control")).containsExactly(expected);
    }

    @Test
    void takesAwayWhatIsSaidToSharedCachesOnly() {
        // Given
        var headers = MultiMap.caseInsensitiveMultiMap()
                .add("Cache-Control", "public")
                .add("Cache-Control", "max-age=3")
                .add("X-Accel-Expires", "600")
                .add("Surrogate-Control", "max-age=600")
                .add("CDN-Cache-Control", "max-age=600")
                .add("Vary", "Accept, payment-signature");

        // When
        PaidCaching.keepPrivate(headers);

        // Then
        assertThat(headers.names()).containsExactlyInAnyOrder("Cache-Control", "Vary");
        assertThat(headers.get("Cache-Control")).isEqualTo("private, max-age=3");
        assertThat(headers.get("Vary")).isEqualTo("Accept, payment-signature, X-PAYMENT");
    }
}
