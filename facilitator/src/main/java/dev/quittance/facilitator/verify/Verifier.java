package dev.quittance.facilitator.verify;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.exact.ExactCheck;
import dev.quittance.schemes.exact.ExactPayment;
import dev.quittance.schemes.exact.ExactRules;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Decides whether a payment would settle: first what needs no chain, then one look at the chain, whose time decides about
 * the window of validity.
 */
@Singleton
public final class Verifier {
    private final Chains chains;
    private final ExactRules rules;

    Verifier(Chains chains) {
        this.chains = chains;
        this.rules = new ExactRules(chains.registry(), Secp256k1.create());
    }

    /**
     * Verifies a payment. Nothing is changed by it.
     *
     * @throws ChainUnavailableException when the chain cannot be asked
     */
    public Verdict verify(FacilitatorRequest request) {
        if (request.paymentRequirements().amount().signum() == 0) {
            return new Verdict.Invalid(
                    ErrorReason.INVALID_PAYMENT_REQUIREMENTS, "nothing cannot be paid", Optional.empty());
        }
        Optional<ChainReader> reader =
                chains.reader(request.paymentRequirements().network());
        ExactCheck check = check(request, reader.map(ChainReader::timeSeen).orElse(0L));
        if (reader.isPresent() && isTooEarly(check)) {
            // The time that was seen last may lie behind; only the chain's present can say that it is too early.
            check = check(request, reader.get().now());
        }
        return switch (check) {
            case ExactCheck.Refused refused -> invalid(refused);
            case ExactCheck.AskPayerContract asked -> notSigned(asked);
            case ExactCheck.Passed(ExactPayment payment) -> askChain(request, payment, reader.orElseThrow());
        };
    }

    private Verdict askChain(FacilitatorRequest request, ExactPayment payment, ChainReader reader) {
        Optional<Address> payer = Optional.of(payment.authorization().from());
        if (!request.paymentRequirements().isMatchedBy(request.paymentPayload().accepted())) {
            return new Verdict.Invalid(
                    ErrorReason.INVALID_PAYMENT_REQUIREMENTS, "the payer accepted other requirements", payer);
        }
        ChainFacts facts = reader.read(payment);
        if (check(request, facts.time()) instanceof ExactCheck.Refused refused) {
            return invalid(refused);
        }
        return facts.refusal(payment.authorization().value())
                .<Verdict>map(refusal -> new Verdict.Invalid(refusal.reason(), refusal.message(), payer))
                .orElseGet(() -> new Verdict.Valid(payment, facts.number()));
    }

    private ExactCheck check(FacilitatorRequest request, long chainTime) {
        return rules.check(request.paymentPayload(), request.paymentRequirements(), chainTime);
    }

    private static boolean isTooEarly(ExactCheck check) {
        return check instanceof ExactCheck.Refused refused
                && refused.reason() == ErrorReason.INVALID_EXACT_EVM_PAYLOAD_AUTHORIZATION_VALID_AFTER;
    }

    private static Verdict invalid(ExactCheck.Refused refused) {
        return new Verdict.Invalid(refused.reason(), refused.message(), refused.payer());
    }

    /** Contract wallets are not settled: whatever their code would say, the payer's own key has to sign. */
    private static Verdict notSigned(ExactCheck.AskPayerContract asked) {
        return new Verdict.Invalid(
                ErrorReason.INVALID_EXACT_EVM_SIGNATURE,
                "the payer's key did not sign this",
                Optional.of(asked.payment().authorization().from()));
    }
}
