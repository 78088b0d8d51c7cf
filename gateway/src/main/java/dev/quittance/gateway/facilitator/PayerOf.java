package dev.quittance.gateway.facilitator;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Scheme;

/** Who pays by a request, as its payload says. */
final class PayerOf {
    private static final Schemes SCHEMES = new Schemes(Registry.builtIn(), Secp256k1.create());

    private PayerOf() {}

    /**
     * The payer, by the scheme that the request is for.
     *
     * @throws MalformedException when the payload names none, or no scheme knows it
     */
    static Address request(FacilitatorRequest asked) {
        return switch (SCHEMES.choose(asked.paymentPayload(), asked.paymentRequirements())) {
            case Schemes.Choice.Refused _ -> throw new MalformedException("the payment is of no known scheme");
            case Schemes.Choice.Chosen(Scheme scheme) ->
                scheme.authorization(asked.paymentPayload().payload()).payer();
        };
    }
}
