package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.route.Meter;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a metered answer costs. It is kept with the withheld answer, in a header that never goes out: whoever asks for the money
 * later, asks for the same amount.
 */
record Charge(BigInteger amount) {
    private static final String KEPT = "Quittance-Charge";

    /**
     * Reads the upstream's answer.
     *
     * @param max the price, which is never exceeded
     * @return empty when the answer is not to be sold for want of an amount
     */
    static Optional<Charge> read(Meter meter, PaidAnswer answer, BigInteger max) {
        List<String> values = answer.values(meter.header());
        if (values.size() == 1) {
            try {
                return Optional.of(new Charge(Uint256.parse(values.getFirst()).min(max)));
            } catch (MalformedException e) {
                return unread(meter, max);
            }
        }
        return unread(meter, max);
    }

    private static Optional<Charge> unread(Meter meter, BigInteger max) {
        return switch (meter.unread()) {
            case MAX -> Optional.of(new Charge(max));
            case REFUSE -> Optional.empty();
        };
    }

    /** What the answer was kept with; empty where the quoted price is charged. */
    static Optional<Charge> of(PaidAnswer held) {
        return held.values(KEPT).stream().findFirst().map(text -> new Charge(Uint256.parse(text)));
    }

    PaidAnswer keptWith(PaidAnswer answer) {
        return answer.with(KEPT, amount.toString());
    }

    /** The answer as it goes out, or as an upstream may send it. */
    static PaidAnswer bare(PaidAnswer held) {
        return held.without(KEPT);
    }

    boolean isNothing() {
        return amount.signum() == 0;
    }

    /** The question for this amount. */
    FacilitatorRequest in(FacilitatorRequest question) {
        PaymentRequirements quoted = question.paymentRequirements();
        return new FacilitatorRequest(
                question.paymentPayload(),
                new PaymentRequirements(
                        quoted.scheme(),
                        quoted.network(),
                        amount,
                        quoted.asset(),
                        quoted.payTo(),
                        quoted.maxTimeoutSeconds(),
                        quoted.extra()));
    }

    /** The facilitator's answer, which was compared with the question, with the amount in it. */
    SettleResponse in(SettleResponse settled) {
        return new SettleResponse(
                settled.success(),
                settled.errorReason(),
                settled.errorMessage(),
                settled.payer(),
                settled.transaction(),
                settled.network(),
                Optional.of(amount.toString()),
                settled.extensions(),
                settled.extra());
    }
}
