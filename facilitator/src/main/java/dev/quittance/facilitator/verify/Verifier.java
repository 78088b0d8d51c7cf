package dev.quittance.facilitator.verify;

import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.exact.ExactCheck;
import dev.quittance.schemes.exact.ExactPayment;
import dev.quittance.schemes.exact.ExactRules;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a payment would settle: first what needs no chain, then one look at the chain, whose time decides about
 * the window of validity.
 */
@Singleton
public final class Verifier {
    private final Chains chains;
    private final Holds holds;
    private final ExactRules rules;

    Verifier(Chains chains, Holds holds) {
        this.chains = chains;
        this.holds = holds;
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
            case ExactCheck.AskPayerContract(ExactPayment payment, var otherwise) ->
                askChain(request, payment, false, otherwise, reader.orElseThrow());
            case ExactCheck.Passed(ExactPayment payment) ->
                askChain(request, payment, true, Optional.empty(), reader.orElseThrow());
        };
    }

    /**
     * Looks again at a payer whose balance seems to be promised to other payments: which of those are done by now.
     *
     * @throws ChainUnavailableException when the chain cannot be asked
     */
    public PayerFacts look(ExactPayment payment, List<Bytes32> nonces) {
        return chains.reader("eip155:" + payment.asset().chainId())
                .orElseThrow()
                .readPayer(payment.asset().address(), payment.authorization().from(), nonces);
    }

    /** Ends what the verification for a caller held: the payment has settled, or it never will. */
    public void release(String caller, ExactPayment payment) {
        holds.release(caller, payment);
    }

    private Verdict askChain(
            FacilitatorRequest request,
            ExactPayment payment,
            boolean signedByKey,
            Optional<ExactCheck.Refused> otherwise,
            ChainReader reader) {
        Optional<Address> payer = Optional.of(payment.authorization().from());
        if (!request.paymentRequirements().isMatchedBy(request.paymentPayload().accepted())) {
            return new Verdict.Invalid(
                    ErrorReason.INVALID_PAYMENT_REQUIREMENTS, "the payer accepted other requirements", payer);
        }
        ChainFacts facts = reader.read(payment, signedByKey);
        if (!facts.signed()) {
            return new Verdict.Invalid(
                    ErrorReason.INVALID_EXACT_EVM_SIGNATURE, "neither the payer's key nor its code took it", payer);
        }
        Optional<ExactCheck.Refused> broken =
                otherwise.or(() -> ExactRules.brokenTerm(payment, request.paymentRequirements(), facts.time()));
        if (broken.isPresent()) {
            return invalid(broken.get());
        }
        return facts.refusal(payment.authorization().value())
                .<Verdict>map(refusal -> new Verdict.Invalid(refusal.reason(), refusal.message(), payer))
                .orElseGet(() -> new Verdict.Valid(
                        payment, facts.number(), facts.balance().orElseThrow()));
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
}
