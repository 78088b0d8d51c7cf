package dev.quittance.protocol.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a challenge id is bound to: tenant, request and exact offers.
 *
 * @param offerDigest SHA-256 over the canonical JSON of tenant and offers, the same for all requests of a route
 * @param requestDigest digest of the request that was challenged
 */
public record ChallengeTerms(Bytes32 offerDigest, Bytes32 requestDigest) {

    /**
     * The terms of one request.
     *
     * @param accepts exactly what was offered, in order
     */
    public static ChallengeTerms of(String tenant, Bytes32 requestDigest, List<PaymentRequirements> accepts) {
        var offer = JsonObject.builder()
                .put("tenant", tenant)
                .putObjects(
                        "accepts",
                        accepts.stream().map(PaymentRequirements::toJson).toList())
                .build();
        return new ChallengeTerms(offer.sha256(), requestDigest);
    }

    /** The same terms for another request. */
    public ChallengeTerms with(Bytes32 otherRequestDigest) {
        return new ChallengeTerms(offerDigest, otherRequestDigest);
    }

    byte[] toBytes() {
        return ByteBuffer.allocate(2 * Bytes32.LENGTH)
                .put(offerDigest.toByteArray())
                .put(requestDigest.toByteArray())
                .array();
    }
}
