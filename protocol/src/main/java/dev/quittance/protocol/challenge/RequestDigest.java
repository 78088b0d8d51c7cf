package dev.quittance.protocol.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonText;
import java.nio.charset.StandardCharsets;

/**
 * The request that a payment is for, as far as it matters to the answer.
 *
 * @param authority host and port the client asked, lower case, without the scheme's own port
 * @param path normalised path, the one the upstream sees
 * @param query query as sent, empty when there is none. It is never sorted or decoded: order, repetition and spelling can
 *     matter to the upstream, so two spellings are two requests
 * @param bodySha256 SHA-256 of the request body, of no bytes when there is none
 * @param priceVersion version of the price list that the offer came from
 */
public record RequestDigest(
        String tenant,
        String method,
        String authority,
        String path,
        String query,
        Bytes32 bodySha256,
        String priceVersion) {

    /** SHA-256 over the canonical JSON of all members. */
    public Bytes32 sha256() {
        return Sha256.hash(canonical().getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 8785 text, written at once: no request is answered before this is hashed. */
    String canonical() {
        return "{\"authority\":" + JsonText.of(authority)
                + ",\"body\":" + '"' + bodySha256 + '"'
                + ",\"method\":" + JsonText.of(method)
                + ",\"path\":" + JsonText.of(path)
                + ",\"priceVersion\":" + JsonText.of(priceVersion)
                + ",\"query\":" + JsonText.of(query)
                + ",\"tenant\":" + JsonText.of(tenant)
                + "}";
    }
}
