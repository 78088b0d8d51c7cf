package dev.quittance.facilitator.settle;

import dev.quittance.facilitator.payment.AuthorizationKey;
import dev.quittance.facilitator.verify.Chains;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Scheme;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Which authorization a request is about, before anything of it is believed. */
@Singleton
final class Authorizations {
    private final Chains chains;
    private final Schemes schemes;

    Authorizations(Chains chains, Schemes schemes) {
        this.chains = chains;
        this.schemes = schemes;
    }

    /** Empty when the request names none that could ever be reserved. */
    Optional<AuthorizationKey> keyOf(FacilitatorRequest request) {
        return switch (schemes.choose(request.paymentPayload(), request.paymentRequirements())) {
            case Schemes.Choice.Refused _ -> Optional.empty();
            case Schemes.Choice.Chosen(Scheme scheme) -> keyOf(request, scheme);
        };
    }

    private Optional<AuthorizationKey> keyOf(FacilitatorRequest request, Scheme scheme) {
        try {
            Scheme.Authorization authorization =
                    scheme.authorization(request.paymentPayload().payload());
            Address token = Address.parse(request.paymentRequirements().asset());
            return chains.registry()
                    .chain(request.paymentRequirements().network())
                    .map(chain ->
                            new AuthorizationKey(chain.chainId(), token, authorization.payer(), authorization.nonce()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
