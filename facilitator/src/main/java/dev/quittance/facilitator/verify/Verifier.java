package dev.quittance.facilitator.verify;

import dev.quittance.evm.abi.ContractCall;
import dev.quittance.facilitator.payment.Reservation.Live;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.schemes.Schemes;
import dev.quittance.schemes.payment.Check;
import dev.quittance.schemes.payment.Demand;
import dev.quittance.schemes.payment.Demand.Purpose;
import dev.quittance.schemes.payment.Judgement;
import dev.quittance.schemes.payment.Payment;
import dev.quittance.schemes.payment.Question;
import dev.quittance.schemes.payment.Refusal;
import dev.quittance.schemes.payment.Scheme;
import dev.quittance.schemes.payment.View;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a payment would settle: first what needs no chain, then one look at the chain, whose time decides about
 * the window of validity.
 */
@Singleton
public final class Verifier {
    private final Chains chains;
    private final Holds holds;
    private final Schemes schemes;

    Verifier(Chains chains, Holds holds, Schemes schemes) {
        this.chains = chains;
        this.holds = holds;
        this.schemes = schemes;
    }

    /**
     * Verifies a payment. Nothing is changed by it.
     *
     * @throws ChainUnavailableException when the chain cannot be asked
     */
    public Verdict verify(FacilitatorRequest request, Purpose purpose) {
        return switch (schemes.choose(request.paymentPayload(), request.paymentRequirements())) {
            case Schemes.Choice.Refused(Refusal refusal) -> invalid(refusal);
            case Schemes.Choice.Chosen(Scheme scheme) -> verify(scheme, Demand.of(request, purpose));
        };
    }

    private Verdict verify(Scheme scheme, Demand demand) {
        Optional<ChainReader> reader = chains.reader(demand.requirements().network());
        long time = reader.map(ChainReader::timeSeen).orElse(0L);
        return switch (scheme.check(demand, time)) {
            case Refusal refusal -> invalid(refusal);
            case Check.Ask(Question question) ->
                judge(scheme, demand, question, reader.orElseThrow().read(question));
        };
    }

    private static Verdict judge(Scheme scheme, Demand demand, Question question, View view) {
        return switch (scheme.judge(demand, question, view)) {
            case Refusal refusal -> invalid(refusal);
            case Judgement.Settles(Payment payment, BigInteger balance, Optional<BigInteger> limit) ->
                new Verdict.Valid(payment, view.number(), balance, limit);
        };
    }

    /**
     * Looks again at a payer whose balance seems to be promised to other payments: which of those are done by now.
     *
     * @throws ChainUnavailableException when the chain cannot be asked
     */
    public PayerFacts look(Payment payment, List<Live> others) {
        Address payer = payment.terms().payer();
        Map<Bytes32, ContractCall<Boolean>> spent = new HashMap<>();
        for (Live other : others) {
            schemes.of(other.kind())
                    .ifPresent(scheme -> spent.put(
                            other.nonce(),
                            scheme.spent(payment.asset(), new Scheme.Authorization(payer, other.nonce()))));
        }
        return chains.reader("eip155:" + payment.asset().chainId())
                .orElseThrow()
                .readPayer(payment.asset().address(), payer, payment.limit(), spent);
    }

    /** Ends what the verification for a caller held: the payment has settled, or it never will. */
    public void release(String caller, Payment payment) {
        holds.release(caller, payment);
    }

    private static Verdict invalid(Refusal refusal) {
        return new Verdict.Invalid(refusal.reason(), refusal.message(), refusal.payer());
    }
}
