package dev.quittance.gateway.facilitator;

import dev.quittance.gateway.facilitator.Reply.Conduct;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.FacilitatorRequest;
import dev.quittance.protocol.x402.SettleResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a facilitator is believed. What is not believed is an open outcome: believing a false success would serve for free,
 * believing a false refusal would have the payer charged again.
 */
final class Judge {
    /** Block times may lie behind the gateway's clock by as much. */
    private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

    private final ChainProofs proofs;

    Judge(ChainProofs proofs) {
        this.proofs = proofs;
    }

    /**
     * Judges an answer.
     *
     * @param trusted whether the word of the one who answered counts without proof
     * @param knowsAll whether nobody else was ever asked for this payment, and the one who answered forgets nothing that it
     *     was asked
     * @param askedSince when this payment's settlement was first asked for in an earlier call
     */
    Reply judge(
            FacilitatorRequest request, Reply reply, boolean trusted, boolean knowsAll, Optional<Instant> askedSince)
            throws InterruptedException {
        return switch (reply.settlement()) {
            case Settlement.Settled(var response) -> trusted ? reply : proved(request, response);
            case Settlement.Refused(var response) ->
                trusted && knowsAll ? reply : refused(request, response, trusted, askedSince);
            case Settlement.Pending _, Settlement.Unavailable _ -> reply;
        };
    }

    private Reply proved(FacilitatorRequest request, SettleResponse claimed) throws InterruptedException {
        return switch (proofs.prove(request, Bytes32.parse(claimed.transaction()))) {
            case Proof.Proved(Inclusion inclusion) ->
                Reply.answered(new Settlement.Settled(settled(request, claimed.transaction(), inclusion)));
            case Proof.Open _ -> Reply.answered(SettlementAnswer.pending(request, Optional.of(claimed.transaction())));
            case Proof.Contradicted _ -> new Reply(SettlementAnswer.pending(request, Optional.empty()), Conduct.LIED);
        };
    }

    private Reply refused(
            FacilitatorRequest request, SettleResponse refusal, boolean trusted, Optional<Instant> askedSince)
            throws InterruptedException {
        var believed = Reply.answered(new Settlement.Refused(refusal));
        var open = Reply.answered(SettlementAnswer.pending(request, Optional.of(refusal.transaction())));
        return switch (proofs.look(request)) {
            case Spending.Dead _ -> believed;
            // Somebody who was asked before may still send it.
            case Spending.Unused _ -> askedSince.isPresent() ? open : believed;
            case Spending.Unknown _ -> open;
            case Spending.Used(Optional<Spending.Use> use) -> {
                if (askedSince.isPresent() && use.isPresent() && isOurs(use.get(), askedSince.get())) {
                    yield proofOf(request, use.get(), open);
                }
                boolean truthful = trusted
                        || askedSince.isPresent()
                        || proofs.maySaySpent(request, refusal.errorReason().orElse(""));
                yield truthful ? open : new Reply(open.settlement(), Conduct.LIED);
            }
        };
    }

    /** A use from before this gateway asked may have paid for something elsewhere. */
    private static boolean isOurs(Spending.Use use, Instant askedSince) {
        return !use.at().isBefore(askedSince.minus(CLOCKS_APART_MAX));
    }

    private Reply proofOf(FacilitatorRequest request, Spending.Use use, Reply open) throws InterruptedException {
        return switch (proofs.prove(request, use.transaction())) {
            case Proof.Proved(Inclusion inclusion) ->
                Reply.answered(new Settlement.Settled(
                        settled(request, use.transaction().toString(), inclusion)));
            case Proof.Open _, Proof.Contradicted _ -> open;
        };
    }

    private static SettleResponse settled(FacilitatorRequest request, String transaction, Inclusion inclusion) {
        var offer = request.paymentRequirements();
        return new SettleResponse(
                true,
                Optional.empty(),
                Optional.empty(),
                payer(request),
                transaction,
                offer.network(),
                Optional.of(offer.amount().toString()),
                JsonObject.EMPTY,
                inclusion.toExtra());
    }

    private static Optional<String> payer(FacilitatorRequest request) {
        try {
            return Optional.of(PayerOf.request(request).toString());
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }
}
