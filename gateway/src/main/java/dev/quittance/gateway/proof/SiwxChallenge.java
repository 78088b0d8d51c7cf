package dev.quittance.gateway.proof;

import dev.quittance.protocol.challenge.FreshNonces;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Asks for a fresh signature of a payer's key, in the shape of the {@code sign-in-with-x} extension. Keeps nothing. */
public final class SiwxChallenge {
    /** Name of the extension; in upper case the name of the header, both of the question and of the answer. */
    public static final String NAME = "sign-in-with-x";

    public static final String HEADER = "SIGN-IN-WITH-X";
    /** How long a sign-in counts as fresh (extension specification). */
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final JsonObject SCHEMA = JsonObject.parse("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "properties":{"domain":{"type":"string"},"address":{"type":"string"},"statement":{"type":"string"},
              "uri":{"type":"string","format":"uri"},"version":{"type":"string"},"chainId":{"type":"string"},
              "type":{"type":"string"},"nonce":{"type":"string"},
              "issuedAt":{"type":"string","format":"date-time"},"expirationTime":{"type":"string","format":"date-time"},
              "signature":{"type":"string"}},
             "required":["domain","address","uri","version","chainId","type","nonce","issuedAt","signature"]}
            """);

    private final FreshNonces nonces;
    private final InstantSource clock;

    public SiwxChallenge(FreshNonces nonces, InstantSource clock) {
        this.nonces = nonces;
        this.clock = clock;
    }

    /**
     * The extensions object of a challenge: {@code {"sign-in-with-x": {info, supportedChains, schema}}}.
     *
     * @param origin scheme and authority of this gateway as {@link dev.quittance.protocol.challenge.BoundNonce#realm} spells
     *     them; the configured ones where there are any
     * @param path the path that was asked, without its query
     * @param networks CAIP-2 ids of the chains whose accounts are asked
     */
    public JsonObject extensions(String origin, String path, SiwxSubject subject, List<String> networks) {
        String url = origin + path;
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var expiry = now.plus(LIFE);
        var info = JsonObject.builder()
                .put("domain", origin.substring(origin.indexOf("://") + 3))
                .put("uri", url)
                .put("version", "1")
                .put("statement", "Show that this payment is yours. This signs you in and pays nothing.")
                .put("nonce", nonces.issue(subject.text(), expiry))
                .put("issuedAt", now.toString())
                .put("expirationTime", expiry.toString())
                .putTexts("resources", List.of(url))
                .build();
        var chains = networks.stream()
                .map(network -> JsonObject.builder()
                        .put("chainId", network)
                        .put("type", "eip191")
                        .build())
                .toList();
        var extension = JsonObject.builder()
                .put("info", info)
                .putObjects("supportedChains", chains)
                .put("schema", SCHEMA)
                .build();
        return JsonObject.builder().put(NAME, extension).build();
    }

    /** The extensions as the value of the header {@link #HEADER} of an answer: base64 of the JSON. */
    public String header(String origin, String path, SiwxSubject subject, List<String> networks) {
        return PaymentHeader.encode(extensions(origin, path, subject, networks));
    }
}
