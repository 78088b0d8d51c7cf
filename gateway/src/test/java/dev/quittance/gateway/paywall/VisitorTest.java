package dev.quittance.gateway.paywall;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorTest {
    private static final String CHROMIUM =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHROMIUM,
                "text/html",
                "TEXT/HTML",
                "application/xhtml+xml, text/html",
                "application/json;q=0.9, text/html",
                "text/html;level=1;q=0.9, */*;q=0.1"
            })
    void showsThePageToWhomeverLikesHtmlBest(String accept) {
        assertThat(Visitor.isPerson(HttpMethod.GET, headers("Accept", accept))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/*",
                "",
                "application/json",
                "application/json, text/plain, */*",
                "application/json, text/html",
                "*/*, text/html",
                "text/html;q=0",
                "text/html;q=0.1, application/json;q=0.2",
                "text/html;q=2, application/json",
                "text/html;q=NaN",
                "text/html;q=0x1p3",
                "text/htmlx",
                ",,;;=,q=1"
            })
    void takesAllOthersForPrograms(String accept) {
        assertThat(Visitor.isPerson(HttpMethod.GET, headers("Accept", accept))).isFalse();
    }

    @Test
    void believesTheBrowserAboutWhoAsks() {
        // Given
        var page = headers("Accept", CHROMIUM).add("Sec-Fetch-Mode", "navigate");
        var script = headers("Accept", "text/html").add("Sec-Fetch-Mode", "cors");

        // When // Then
        assertThat(Visitor.isPerson(HttpMethod.GET, page)).isTrue();
        assertThat(Visitor.isPerson(HttpMethod.GET, script)).isFalse();
    }

    @Test
    void takesOtherMethodsAndPaymentsForPrograms() {
        // Given
        var plain = headers("Accept", CHROMIUM);
        var paid = headers("Accept", CHROMIUM).add("PAYMENT-SIGNATURE", "x");
        var paidOld = headers("Accept", CHROMIUM).add("X-PAYMENT", "x");

        // When // Then
        assertThat(Visitor.isPerson(HttpMethod.POST, plain)).isFalse();
        assertThat(Visitor.isPerson(HttpMethod.HEAD, plain)).isFalse();
        assertThat(Visitor.isPerson(HttpMethod.GET, paid)).isFalse();
        assertThat(Visitor.isPerson(HttpMethod.GET, paidOld)).isFalse();
        assertThat(Visitor.isPerson(HttpMethod.GET, MultiMap.caseInsensitiveMultiMap()))
                .isFalse();
    }

    @Test
    void readsNoAcceptThatIsLongerThanAnyBrowsers() {
        assertThat(Visitor.isPerson(HttpMethod.GET, headers("Accept", "text/html" + ",a/b".repeat(1000))))
                .isFalse();
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
