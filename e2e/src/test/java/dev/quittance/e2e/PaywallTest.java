package dev.quittance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People with a browser and a wallet, before the running suite. Pictures of all states lie in {@code target/paywall}. */
class PaywallTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final BigInteger PURSE = BigInteger.valueOf(5_000);
    private static final BigInteger PRICE = BigInteger.valueOf(1_000);
    private static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='alert(1)'";

    private static RunningSuite suite;
    private static AnswerUpstream upstream;
    private static ServiceProcess gateway;
    private static Path chromium;
    private static Path pictures;

    @BeforeAll
    static void open() throws Exception {
        chromium = Chromium.executable();
        pictures = Files.createDirectories(ProjectFiles.root().resolve("e2e/target/paywall"));
        suite = RunningSuite.shared();
        upstream = new AnswerUpstream();
        String offer = "[{scheme: exact, network: \"eip155:84532\", asset: \"%s\", price: \"$0.001\", payTo: \"%s\"}]"
                .formatted(suite.token(), new Payer().address());
        Path routes = Files.createTempFile("paywall", ".yaml");
        Files.writeString(
                routes, """
                version: "1"
                tenant: demo
                upstream: http://127.0.0.1:%d
                routes:
                  - {name: answer, methods: [GET], path: /answer, description: An answer, binding: strict, accepts: %2$s}
                  - {name: page, methods: [GET], path: /page, description: A page, identifier: required, accepts: %2$s}
                  - {name: hostile, methods: [GET], path: /hostile, description: %3$s, accepts: %2$s}
                """.formatted(upstream.port(), offer, new ObjectMapper().writeValueAsString(HOSTILE)));
        gateway = ServiceProcess.start(
                suite,
                "gateway",
                Map.of(
                        "QUITTANCE_GATEWAY_ROUTES_FILE", routes.toString(),
                        "QUITTANCE_GATEWAY_PUBLIC_ORIGIN", "",
                        "QUITTANCE_GATEWAY_RETRY_AFTER", "1s",
                        "QUITTANCE_GATEWAY_CIRCUIT_ANSWERS", "1000",
                        "QUITTANCE_GATEWAY_CIRCUIT_ANSWERS_MIN", "1000",
                        "QUITTANCE_GATEWAY_FACILITATORS_0__SETTLE_TIMEOUT", "4s"));
    }

    @AfterAll
    static void close() {
        if (gateway != null) {
            gateway.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    /** One visit of somebody new. */
    private static final class Visit implements AutoCloseable {
        private final Payer payer = new Payer();
        private final LoggedProcess browser;

        private Visit(String what, String path, BigInteger purse) throws IOException, InterruptedException {
            suite.setBalance(payer.address(), purse);
            URI url = URI.create(gateway.http() + path);
            browser = NodeScripts.start(
                    "paywall.mjs", chromium.toString(), pictures.toString(), what, url.toString(), payer.keyHex());
        }

        /** What it found; nothing that is amiss on any page. */
        private JsonNode result() throws IOException, InterruptedException {
            String line = browser.awaitLine(each -> each.startsWith("result "), LIMIT);
            var found = new ObjectMapper().readTree(line.substring("result ".length()));
            assertThat(found.path("status").asInt()).isEqualTo(402);
            assertThat(found.path("type").asText()).isEqualTo("text/html; charset=utf-8");
            assertThat(texts(found, "violations")).as("WCAG AA").isEmpty();
            assertThat(texts(found, "problems")).isEmpty();
            assertThat(found.path("dialogs").asInt()).isZero();
            return found;
        }

        private BigInteger spent() {
            return PURSE.subtract(suite.balanceOf(payer.address()));
        }

        @Override
        public void close() {
            browser.close();
        }
    }

    @Test
    void paysAndSeesTheContent() throws Exception {
        try (var visit = new Visit("pays", "/page", PURSE)) {
            // When
            var found = visit.result();

            // Then it is shown as it is, and nothing of it ran
            assertThat(found.path("framed").asText()).contains("The page").doesNotContain("taken");
            assertThat(found.path("saved").asText()).isEqualTo(AnswerUpstream.PAGE);
            assertThat(found.path("said").asText()).isEqualTo("0.001 USDC paid.");
            assertThat(found.path("quittance").path("quittance").path("amount").asText())
                    .isEqualTo(PRICE.toString());
            assertThat(visit.spent()).isEqualTo(PRICE);
            assertThat(signatures(found)).isEqualTo(1);
        }
    }

    @Test
    void takesNoForAnAnswer() throws Exception {
        // Given
        int runs = upstream.runs();

        try (var visit = new Visit("rejects", "/answer", PURSE)) {
            // When
            var found = visit.result();

            // Then
            assertThat(found.path("said").asText()).isEqualTo("You rejected it in the wallet. Nothing was paid.");
            assertThat(visit.spent()).isZero();
            assertThat(upstream.runs()).isEqualTo(runs);
            assertThat(texts(found, "policy")).isEmpty();
        }
    }

    @Test
    void bringsTheWalletToTheRightChain() throws Exception {
        try (var visit = new Visit("wrong-chain", "/answer", PURSE)) {
            // When
            var found = visit.result();

            // Then
            assertThat(texts(found, "asked"))
                    .containsSequence(
                            "wallet_switchEthereumChain", "wallet_addEthereumChain", "wallet_switchEthereumChain");
            assertThat(found.path("saved").asText()).isEqualTo(AnswerUpstream.JSON);
            assertThat(found.path("text").asText()).isEqualTo(AnswerUpstream.JSON);
            assertThat(visit.spent()).isEqualTo(PRICE);
            assertThat(texts(found, "policy")).isEmpty();
        }
    }

    @Test
    void waitsForASettlementThatIsPending() throws Exception {
        // Given
        int runs = upstream.runs();

        // When
        var found = whileSettlementRests("pending");

        // Then
        assertThat(found.path("text").asText()).isEqualTo(AnswerUpstream.JSON);
        assertThat(upstream.runs()).isEqualTo(runs + 1);
    }

    @Test
    void paysOnceWhenReloadedInTheMiddle() throws Exception {
        // Given
        int runs = upstream.runs();

        // When
        var found = whileSettlementRests("reload");

        // Then
        assertThat(found.path("text").asText()).isEqualTo(AnswerUpstream.JSON);
        assertThat(upstream.runs()).isEqualTo(runs + 1);
    }

    /** A visit whose settlement only begins when it has seen that it is pending; one signature, one price. */
    private JsonNode whileSettlementRests(String what) throws Exception {
        var worker = suite.service("settlement-worker");
        signal("STOP", worker);
        try (var visit = new Visit(what, "/answer", PURSE)) {
            browserSaysPending(visit);
            assertThat(visit.spent()).isZero();
            signal("CONT", worker);
            var found = visit.result();
            assertThat(visit.spent()).isEqualTo(PRICE);
            assertThat(signatures(found)).isEqualTo(1);
            return found;
        } finally {
            signal("CONT", worker);
        }
    }

    private static void browserSaysPending(Visit visit) throws InterruptedException {
        visit.browser.awaitLine("state pending", LIMIT);
    }

    @Test
    void tellsWhyAPaymentIsRefused() throws Exception {
        try (var visit = new Visit("poor", "/answer", BigInteger.ONE)) {
            // When
            var found = visit.result();

            // Then
            assertThat(found.path("said").asText())
                    .startsWith("The payment was refused, nothing was charged.")
                    .contains("insufficient");
            assertThat(suite.balanceOf(visit.payer.address())).isEqualTo(BigInteger.ONE);
        }
    }

    @Test
    void showsHostileTextAsText() throws Exception {
        try (var visit = new Visit("hostile", "/hostile?x='-alert(1)-'&y=%3Cscript%3Ealert(1)%3C/script%3E", PURSE)) {
            // When
            var found = visit.result();

            // Then
            assertThat(found.path("what").asText()).isEqualTo(HOSTILE);
            assertThat(found.path("shownUrl").asText()).contains("%3Cscript%3Ealert(1)");
            assertThat(texts(found, "policy")).isEmpty();
        }
    }

    @Test
    void helpsThoseWithoutAWallet() throws Exception {
        try (var visit = new Visit("no-wallet", "/answer", PURSE)) {
            // When
            var found = visit.result();

            // Then
            assertThat(found.path("said").asText()).startsWith("No wallet was found in this browser.");
            assertThat(found.path("open").asBoolean()).isTrue();
            assertThat(texts(found, "asked")).isEmpty();
        }
    }

    private static long signatures(JsonNode found) {
        return texts(found, "asked").stream()
                .filter("eth_signTypedData_v4"::equals)
                .count();
    }

    private static List<String> texts(JsonNode found, String name) {
        return found.path(name).valueStream().map(JsonNode::asText).toList();
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }
}
