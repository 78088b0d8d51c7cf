package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.ChallengeTerms;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.json.JsonText;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.ResourceInfo;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The challenge of one route, as text around the three things that differ between requests: error, address, challenge id. A 402
 * is the most frequent answer of all, so nothing constant is written twice.
 */
final class Quote {
    // Text that no JSON of a route can hold: a quotation mark inside a string is escaped.
    private static final String ERROR = "\u0001error";
    private static final String URL = "\u0001url";
    private static final String ID = "\u0001id";
    /** Bytes that become four characters of Base64 (RFC 4648 §4). */
    private static final int GROUP = 3;

    private final String beforeError;
    private final String beforeUrl;
    /** In Base64, as are all parts of the header: each is made of whole groups, so that they can follow each other. */
    private final byte[] beforeId;

    private final byte[] afterId;
    private final OldChallenge old;
    private final ChallengeTerms terms;

    private Quote(
            String beforeError,
            String beforeUrl,
            String beforeId,
            String afterId,
            OldChallenge old,
            ChallengeTerms terms) {
        this.terms = terms;
        this.beforeError = beforeError;
        this.beforeUrl = beforeUrl;
        this.beforeId = encoded(beforeId);
        this.afterId = encoded(afterId);
        this.old = old;
    }

    /** The quote of one route of a price list. */
    static Quote of(Route route, String tenant, Optional<Address> receiptSigner) {
        var echo = new Echo(ID, route.priceVersion(), route.accepts());
        var extensions = JsonObject.builder()
                .put(Echo.NAME, echo.toExtension(route.binding().name().toLowerCase(Locale.ROOT), receiptSigner));
        route.identifier().ifPresent(rule -> extensions.put(IdentifierExtension.NAME, IdentifierExtension.of(rule)));
        route.sponsoring().forEach(each -> extensions.put(each.wire(), SponsoringExtension.of(each)));
        String template = new PaymentRequired(
                        Optional.of(ERROR),
                        new ResourceInfo(URL, route.description(), route.mimeType()),
                        route.accepts(),
                        extensions.build())
                .toJson()
                .toString();
        var terms = ChallengeTerms.of(tenant, new Bytes32(new byte[Bytes32.LENGTH]), route.accepts());
        String[] first = split(template, JsonText.of(ERROR));
        String[] second = split(first[1], JsonText.of(URL));
        String[] third = split(second[1], JsonText.of(ID));
        return new Quote(first[0], second[0], third[0], third[1], OldChallenge.of(route), terms);
    }

    /** What an id for this request is bound to. */
    ChallengeTerms terms(Bytes32 requestDigest) {
        return terms.with(requestDigest);
    }

    Challenge challenge(String error, String url, String id) {
        String errorText = JsonText.of(error);
        String urlText = JsonText.of(url);
        byte[] address = encoded(beforeError + errorText + beforeUrl + urlText);
        byte[] challenge = encoded('"' + id + '"');
        byte[] header = new byte[address.length + beforeId.length + challenge.length + afterId.length];
        ByteBuffer.wrap(header).put(address).put(beforeId).put(challenge).put(afterId);
        return new Challenge(new AsciiString(header, false), old.body(errorText, urlText));
    }

    /** In Base64 without padding: space, which JSON allows between its parts, fills the last group. */
    private static byte[] encoded(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(text, (text.length + GROUP - 1) / GROUP * GROUP);
        Arrays.fill(whole, text.length, whole.length, (byte) ' ');
        return Base64.getEncoder().encode(whole);
    }

    private static String[] split(String text, String mark) {
        int at = text.indexOf(mark);
        return new String[] {text.substring(0, at), text.substring(at + mark.length())};
    }
}
