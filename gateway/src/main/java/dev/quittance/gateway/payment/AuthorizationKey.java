package dev.quittance.gateway.payment;

import dev.quittance.gateway.reservation.Claim;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.payment.Scheme;

/** Where an authorization stands: chain, token, payer, nonce. */
final class AuthorizationKey {
    private static final String CAIP2_PREFIX = "eip155:";

    private AuthorizationKey() {}

    static Claim.Authorization of(PaymentRequirements offer, Scheme.Authorization authorization) {
        long chainId = Long.parseLong(offer.network().substring(CAIP2_PREFIX.length()));
        return new Claim.Authorization(
                chainId, Address.parse(offer.asset()), authorization.payer(), authorization.nonce());
    }
}
