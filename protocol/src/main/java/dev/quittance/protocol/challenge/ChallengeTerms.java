package dev.quittance.protocol.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a challenge id is bound to: tenant, request and exact offers. */
public final class ChallengeTerms {
    /** Stands where the digest of the request goes. */
    private static final Bytes32 PLACE = new Bytes32(new byte[Bytes32.LENGTH]);

    private final String beforeDigest;
    private final Bytes32 requestDigest;
    private final String afterDigest;

    /**
     * The terms of one request.
     *
     * @param requestDigest digest of the request that was challenged
     * @param accepts exactly what was offered, in order
     */
    public ChallengeTerms(String tenant, Bytes32 requestDigest, List<PaymentRequirements> accepts) {
        String canonical = JsonObject.builder()
                .put("tenant", tenant)
                .put("requestDigest", PLACE.toString())
                .putObjects(
                        "accepts",
                        accepts.stream().map(PaymentRequirements::toJson).toList())
                .build()
                .canonical();
        // The member after the offers; a quotation mark inside any string is escaped, so nothing else looks like it.
        String member = "],\"requestDigest\":\"";
        int place = canonical.lastIndexOf(member) + member.length();
        this.beforeDigest = canonical.substring(0, place);
        this.afterDigest = canonical.substring(place + PLACE.toString().length());
        this.requestDigest = requestDigest;
    }

    private ChallengeTerms(ChallengeTerms terms, Bytes32 requestDigest) {
        this.beforeDigest = terms.beforeDigest;
        this.afterDigest = terms.afterDigest;
        this.requestDigest = requestDigest;
    }

    /** The same terms for another request; cheaper than building them anew. */
    public ChallengeTerms with(Bytes32 otherRequestDigest) {
        return new ChallengeTerms(this, otherRequestDigest);
    }

    byte[] canonicalBytes() {
        return (beforeDigest + requestDigest + afterDigest).getBytes(StandardCharsets.UTF_8);
    }
}
