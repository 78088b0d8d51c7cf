package dev.quittance.signer.approval;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.policy.SpendFact;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants signed and others have to agree to.
 *
 * @param fingerprint of the request; what approvers sign
 * @param grant id of the grant that demands approval
 * @param asset CAIP-19 name
 * @param amount atomic units
 * @param origin where the resource that is paid for is
 * @param expiresAt after which no approval counts
 * @param approvers who has approved so far
 */
public record ApprovalRequest(
        Bytes32 fingerprint,
        String principal,
        String grant,
        Address account,
        String asset,
        Address payee,
        BigInteger amount,
        Optional<String> origin,
        Instant requestedAt,
        Instant expiresAt,
        Set<String> approvers) {

    static ApprovalRequest of(SpendFact fact, String grant, Instant now, Instant expiresAt) {
        return new ApprovalRequest(
                fact.fingerprint(),
                fact.principal(),
                grant,
                fact.account(),
                fact.asset().toString(),
                fact.payee(),
                fact.amount(),
                fact.origin().map(Object::toString),
                now,
                expiresAt,
                Set.of());
    }

    /** What approvers read. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .put("fingerprint", fingerprint.toString())
                .put("principal", principal)
                .put("grant", grant)
                .put("account", account.toString())
                .put("asset", asset)
                .put("payee", payee.toString())
                .put("amount", amount.toString())
                .putText("origin", origin)
                .put("requestedAt", requestedAt.toString())
                .put("expiresAt", expiresAt.toString())
                .putTexts("approvedBy", approvers.stream().sorted().toList())
                .build();
    }
}
