package dev.quittance.gateway.paywall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.ResourceInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaywallPageTest {
    private static final String ORIGIN = "https://api.example.com";
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^ >]*)");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s[a-z-]+=");
    private static final int BYTES_MAX = 40 * 1024;

    private final PaywallPage page = new PaywallPage(Registry.builtIn());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</script><script>alert(1)</script>",
                "</title></style></noscript></template><img src=x onerror=alert(1)>",
                "\" onload=\"alert(1)",
                "' autofocus onfocus='alert(1)",
                "` onload=alert(1) `",
                "<!--<script>",
                "]]><svg/onload=alert(1)>",
                "&lt;script&gt; &#60;b&#62; &amp;",
                "{{script}} {{qr}} {{url}}",
                "${alert(1)} javascript:alert(1)",
                "<scr\0ipt>alert(1)</scr\0ipt>",
                "\u2028</script\u2029>",
                "\\u003cimg src=x\\u003e \\\"><img>"
            })
    void showsHostileTextAsText(String hostile) {
        // Given
        String harmless = html(challenge("text", ORIGIN + "/text", exact()));

        // When it stands in the description, in the address, and in an asset's name
        String described = html(challenge(hostile, ORIGIN + "/text", exact()));
        String addressed = html(challenge("text", ORIGIN + "/" + hostile, exact()));
        String named = html(challenge("text", ORIGIN + "/text", offer("exact", "eip155:1", hostile, JsonObject.EMPTY)));

        // Then no page has another element than the harmless one
        assertThat(tags(described)).isEqualTo(tags(harmless));
        assertThat(tags(addressed).replace("svg path path /svg ", ""))
                .isEqualTo(tags(harmless).replace("svg path path /svg ", ""));
        assertThat(tags(named).replace("em /em ", "")).isEqualTo(tags(harmless));
        assertThat(described).contains("<bdi>" + Html.text(hostile).markup() + "</bdi>");
        assertThat(attributes(described)).isEqualTo(attributes(harmless));
    }

    @Test
    void letsNothingRunButItsOwnScript() {
        // Given
        String html = html(challenge("text", ORIGIN + "/x", exact()));

        // When
        String script = between(html, "<script>", "</script>");
        String style = between(html, "<style>", "</style>");

        // Then
        assertThat(page.policy())
                .contains("default-src 'none'")
                .contains("script-src 'sha256-" + sha256(script) + "';")
                .contains("style-src 'sha256-" + sha256(style) + "';")
                .contains("connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .contains("base-uri 'none'")
                .contains("form-action 'none'")
                .doesNotContain("unsafe", "*", "http");
        assertThat(html).doesNotContain(" style=", " src=").doesNotContainPattern("<[^>]* on[a-z]+=");
        assertThat(html.split("<script", -1)).hasSize(2);
    }

    @Test
    void namesPriceNetworkPayeeAndPurposeAsPeopleReadThem() {
        // Given / When
        String html = html(challenge("Weather & more", ORIGIN + "/weather?a=1&b=2", exact()));

        // Then
        assertThat(html)
                .contains("<html lang=\"en\">")
                .contains("<strong>0.001 USDC</strong><span>on Base Sepolia</span>")
                .contains("<code>0xa0Ee7A142d267C1f36714E4a8F75612F20a79720</code>")
                .contains("<bdi>Weather &amp; more</bdi>")
                .contains("<bdi>https://api.example.com/weather?a=1&amp;b=2</bdi>")
                .contains("value=\"0\" checked")
                .contains("<svg id=\"qr\"");
        assertThat(html.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(BYTES_MAX);
    }

    @Test
    void givesTheNonceThatAgentsDerive() {
        // Given / When
        String html = html(challenge("text", ORIGIN + "/x", exact()));

        // Then
        assertThat(html).contains("data-nonce=\"" + BoundNonce.of("k.1.s.m", ORIGIN) + "\"");
    }

    @Test
    void showsWhatItCannotPayAsSuch() {
        // Given
        var permit2 = JsonObject.builder().put("assetTransferMethod", "permit2").build();

        // When
        String html = html(challenge(
                "text",
                ORIGIN + "/x",
                offer("upto", "eip155:84532", USDC, permit2),
                offer("exact", "eip155:84532", USDC, permit2),
                offer("exact", "eip155:7", USDC, JsonObject.EMPTY),
                exact(),
                exact()));

        // Then
        assertThat(html)
                .contains("value=\"0\" disabled><strong>up to 0.001 USDC</strong>")
                .contains("Not payable on this page: it is metered.")
                .contains("value=\"1\" disabled>")
                .contains("Not payable on this page: it needs Permit2.")
                .contains("value=\"2\" disabled><strong>1000 units of " + USDC)
                .contains("Not payable on this page: its network is not known here.")
                .contains("value=\"3\" checked>")
                .contains("value=\"4\">");
    }

    @Test
    void leavesTheCodeOutWhereItWouldBeTooDense() {
        // Given / When
        String html = html(challenge("text", ORIGIN + "/x?" + "a".repeat(8000), exact()));

        // Then
        assertThat(html).doesNotContain("<svg");
        assertThat(html.getBytes(StandardCharsets.UTF_8).length - 3 * 8100 - 8100 * 4 / 3)
                .isLessThan(BYTES_MAX);
    }

    @Test
    void keepsShellsFromReadingTheAddress() {
        // Given / When
        String html = html(challenge("text", ORIGIN + "/x?a='$(reboot)'&b", exact()));

        // Then
        assertThat(html)
                .contains(Html.text("./quittance pay '" + ORIGIN + "/x?a='\\''$(reboot)'\\''&b' --max-price 1000")
                        .markup());
    }

    private String html(PaymentRequired challenge) {
        String header = PaymentHeader.encode(challenge.toJson());
        return page.html(header, challenge, ORIGIN, Instant.EPOCH);
    }

    private static PaymentRequired challenge(String description, String url, PaymentRequirements... offers) {
        var info = JsonObject.builder().put("challenge", "k.1.s.m").build();
        var extension = JsonObject.builder().put("info", info).build();
        return new PaymentRequired(
                Optional.of("Payment required"),
                new ResourceInfo(url, Optional.of(description), Optional.empty()),
                List.of(offers),
                JsonObject.builder().put("quittance", extension).build());
    }

    private static PaymentRequirements exact() {
        return offer("exact", "eip155:84532", USDC, JsonObject.EMPTY);
    }

    private static PaymentRequirements offer(String scheme, String network, String asset, JsonObject extra) {
        return PaymentRequirements.fromJson(JsonObject.builder()
                .put("scheme", scheme)
                .put("network", network)
                .put("amount", "1000")
                .put("asset", asset)
                .put("payTo", "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720")
                .put("maxTimeoutSeconds", 60)
                .put("extra", extra)
                .build());
    }

    /** The elements of a page in their order, as a parser finds them that does not know what was meant as text. */
    private static String tags(String html) {
        var names = new StringBuilder();
        var tag = TAG.matcher(html.replaceFirst("(?s)<script>.*</script>", ""));
        while (tag.find()) {
            names.append(tag.group(1)).append(' ');
        }
        return names.toString();
    }

    /** How many attributes the body has. */
    private static long attributes(String html) {
        return ATTRIBUTE.matcher(between(html, "<body", ">")).results().count();
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static String sha256(String text) {
        return Base64.getEncoder()
                .encodeToString(
                        Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toByteArray());
    }
}
