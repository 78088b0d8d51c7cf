package dev.quittance.protocol.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a challenge id is bound to.
 *
 * @param requestDigest digest of the request that was challenged
 * @param accepts exactly what was offered, in order
 */
public record ChallengeTerms(String tenant, Bytes32 requestDigest, List<PaymentRequirements> accepts) {
    public ChallengeTerms {
        accepts = List.copyOf(accepts);
    }

    byte[] canonicalBytes() {
        return JsonObject.builder()
                .put("tenant", tenant)
                .put("requestDigest", requestDigest.toString())
                .putObjects(
                        "accepts",
                        accepts.stream().map(PaymentRequirements::toJson).toList())
                .build()
                .canonical()
                .getBytes(StandardCharsets.UTF_8);
    }
}
