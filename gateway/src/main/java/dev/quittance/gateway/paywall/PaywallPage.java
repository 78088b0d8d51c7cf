package dev.quittance.gateway.paywall;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;

/** The page as text. Script and style stand in it and are named by their hashes in its policy, so nothing else ever runs. */
final class PaywallPage {
    private static final String EXTENSION = "quittance";

    private final Registry registry;
    private final Template page;
    private final String policy;

    PaywallPage(Registry registry) {
        this.registry = registry;
        String script = Template.resource("paywall.js");
        String style = Template.resource("paywall.css");
        page = new Template(
                Template.resource("paywall.html").replace("{{script}}", script).replace("{{style}}", style));
        // Frames show paid HTML from memory; they inherit this policy, so that nothing runs in them either.
        policy = String.join(
                "; ",
                "default-src 'none'",
                "script-src " + hash(script),
                "style-src " + hash(style),
                "img-src data: blob:",
                "media-src blob:",
                "frame-src blob:",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'");
    }

    /** The value of Content-Security-Policy. */
    String policy() {
        return policy;
    }

    /**
     * The page for one challenge.
     *
     * @param header value of PAYMENT-REQUIRED
     * @param challenge what it says
     * @param origin of the site that asks, as {@link BoundNonce#realm} spells it
     */
    String html(String header, PaymentRequired challenge, String origin, Instant now) {
        String url = challenge.resource().url();
        var offers = challenge.accepts().stream()
                .map(offer -> ShownOffer.of(offer, registry))
                .toList();
        var values = new HashMap<String, Html>();
        values.put("required", Html.text(header));
        values.put("offers", Html.text(facts(challenge.accepts(), offers)));
        values.put("nonce", Html.text(nonce(challenge, origin)));
        values.put("now", Html.text(Long.toString(now.toEpochMilli())));
        values.put("site", Html.text(origin.substring(origin.indexOf("://") + 3)));
        values.put("url", Html.text(url));
        values.put("what", Html.text(challenge.resource().description().orElse("This page")));
        values.put("choices", choices(offers));
        values.put(
                "command", Html.text(command(url, challenge.accepts().getFirst().amount())));
        values.put("qr", QrCodes.svg(url));
        return page.fill(values);
    }

    /** What the script needs beside the challenge: a JSON object for each offer, in an array. */
    private String facts(List<PaymentRequirements> accepts, List<ShownOffer> offers) {
        var facts = new StringBuilder("[");
        for (int i = 0; i < offers.size(); i++) {
            var chain = registry.chain(accepts.get(i).network());
            facts.append(i == 0 ? "" : ",")
                    .append(JsonObject.builder()
                            .put("price", offers.get(i).price())
                            .put("payable", offers.get(i).hindrance().isEmpty())
                            .putObject("chain", chain.map(Networks::parameter))
                            .build());
        }
        return facts.append(']').toString();
    }

    /** Bound as agents bind it: two payments of one challenge share their nonce, and the chain takes it once. */
    private static String nonce(PaymentRequired challenge, String origin) {
        return challenge
                .extensions()
                .optionalObject(EXTENSION)
                .flatMap(extension -> extension.optionalObject("info"))
                .flatMap(info -> info.optionalText("challenge"))
                .map(id -> BoundNonce.of(id, origin).toString())
                .orElse("");
    }

    private static Html choices(List<ShownOffer> offers) {
        var markup = new StringBuilder();
        boolean chosen = false;
        for (int i = 0; i < offers.size(); i++) {
            var offer = offers.get(i);
            boolean payable = offer.hindrance().isEmpty();
            String state = payable ? (chosen ? "" : " checked") : " disabled";
            chosen |= payable;
            markup.append("<label><input type=\"radio\" name=\"offer\" value=\"" + i + "\"" + state + ">")
                    .append(element("strong", offer.price()))
                    .append(element("span", "on " + offer.network()))
                    .append(offer.hindrance()
                            .map(why -> element("em", "Not payable on this page: " + why + "."))
                            .orElse(""))
                    .append("<small>to " + element("code", offer.payTo()) + "</small></label>");
        }
        return new Html(markup.toString());
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + Html.text(text).markup() + "</" + name + ">";
    }

    /** What an agent's command line is told. */
    private static String command(String url, BigInteger price) {
        return "./quittance pay '" + url.replace("'", "'\\''") + "' --max-price " + price;
    }

    private static String hash(String text) {
        byte[] digest = Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toByteArray();
        return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }
}
