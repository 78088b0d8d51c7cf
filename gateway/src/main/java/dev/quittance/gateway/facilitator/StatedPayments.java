package dev.quittance.gateway.facilitator;

import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Scheme;
import java.util.Optional;

/** Payments as requests state them, by the registry of schemes: what to look for on chain. */
final class StatedPayments {
    private final Registry registry;
    private final Schemes schemes;

    StatedPayments(Registry registry) {
        this.registry = registry;
        this.schemes = new Schemes(registry, Secp256k1.create());
    }

    /**
     * The payment of a request, when it pays exactly what the offer asks.
     *
     * @return empty when it moves another amount or to somebody else, or is of no known kind, chain or asset
     */
    Optional<Payment> paying(FacilitatorRequest request) {
        PaymentRequirements offer = request.paymentRequirements();
        try {
            Address payee = Address.parse(offer.payTo());
            return stated(request)
                    .filter(payment -> payment.terms().payee().equals(payee)
                            && payment.terms().amount().equals(offer.amount()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private Optional<Payment> stated(FacilitatorRequest request) {
        PaymentRequirements offer = request.paymentRequirements();
        return switch (schemes.choose(request.paymentPayload(), offer)) {
            case Schemes.Choice.Refused _ -> Optional.empty();
            case Schemes.Choice.Chosen(Scheme scheme) ->
                registry.chain(offer.network())
                        .flatMap(chain -> registry.asset(chain.chainId(), Address.parse(offer.asset())))
                        .map(asset ->
                                scheme.stated(asset, request.paymentPayload().payload(), offer.amount()));
        };
    }

    /** Whether every use of such a payment's nonce names it in a log; else only the transaction's own call tells. */
    boolean namesUses(Payment payment) {
        return schemes.of(payment.kind()).filter(Scheme::namesUses).isPresent();
    }
}
