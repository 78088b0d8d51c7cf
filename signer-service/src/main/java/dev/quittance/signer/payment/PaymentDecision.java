package dev.quittance.signer.payment;

import dev.quittance.evm.registry.Asset;
import dev.quittance.protocol.Address;

/** What the rules say to a payment. */
sealed interface PaymentDecision {
    /**
     * May be signed.
     *
     * @param validBefore Unix seconds, exclusive
     */
    record Permit(Asset asset, Address payee, long validBefore) implements PaymentDecision {}

    /** May not. */
    record Refuse(PaymentRefusal refusal) implements PaymentDecision {}
}
