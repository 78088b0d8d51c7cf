package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.verify.Chains;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.x402.FacilitatorRequest;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which authorization a request is about, before anything of it is believed. */
@Singleton
final class Authorizations {
    private final Chains chains;

    Authorizations(Chains chains) {
        this.chains = chains;
    }

    /** Empty when the request names none that could ever be reserved. */
    Optional<AuthorizationKey> keyOf(FacilitatorRequest request) {
        try {
            var authorization = TransferAuthorization.fromJson(
                    request.paymentPayload().payload().object("authorization"));
            Address token = Address.parse(request.paymentRequirements().asset());
            return chains.registry()
                    .chain(request.paymentRequirements().network())
                    .map(chain ->
                            new AuthorizationKey(chain.chainId(), token, authorization.from(), authorization.nonce()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
