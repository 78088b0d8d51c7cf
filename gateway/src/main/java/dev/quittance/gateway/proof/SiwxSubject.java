package dev.quittance.gateway.proof;

import dev.quittance.gateway.reservation.Claim;
import java.util.UUID;

/**
 * What a sign-in is asked for. A nonce issued for one subject proves nothing for another.
 *
 * @param text canonical, unique over all kinds of subjects and tenants
 */
public record SiwxSubject(String text) {

    /** The answer to what an authorization paid. */
    public static SiwxSubject of(String tenant, Claim.Authorization key) {
        return new SiwxSubject(String.join(
                "/",
                "authorization",
                tenant,
                Long.toString(key.chainId()),
                key.token().toString(),
                key.payer().toString(),
                key.nonce().toString()));
    }

    /** The record of a payment that is known by its id only, whether or not it exists. */
    public static SiwxSubject of(String tenant, UUID paymentId) {
        return new SiwxSubject("payment/" + tenant + "/" + paymentId);
    }
}
