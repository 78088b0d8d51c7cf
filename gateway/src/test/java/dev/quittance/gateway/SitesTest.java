package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitesTest {

    @ParameterizedTest
    @CsvSource({
        "http, api.example.com, http://api.example.com, api.example.com",
        "http, api.example.com:80, http://api.example.com, api.example.com",
        "https, api.example.com:443, https://api.example.com, api.example.com",
        "http, api.example.com:443, http://api.example.com:443, api.example.com:443",
        "http, api.example.com:8080, http://api.example.com:8080, api.example.com:8080",
        "http, '[::1]:80', 'http://[::1]', '[::1]'"
    })
    void spellsASiteInOneWay(String scheme, String host, String origin, String authority) {
        // Given // When
        var site = new Sites(Optional.empty()).of(scheme, host);

        // Then
        assertThat(site).isEqualTo(new Sites.Site(origin, authority));
    }

    @Test
    void believesItsConfigurationBeforeTheHostHeader() {
        // Given
        var sites = new Sites(Optional.of(URI.create("HTTPS://API.example.com:443")));

        // When // Then
        assertThat(sites.of("http", "evil.example"))
                .isEqualTo(new Sites.Site("https://api.example.com", "api.example.com"));
    }
}
