package dev.quittance.gateway.reservation;

import dev.quittance.gateway.facilitator.Asked;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * A reservation as it stands in the database.
 *
 * @param level what the payment has reached; empty before it is included, and after a reorganisation took it back
 * @param leased whether somebody works on it, by the database's clock
 * @param executions how often the upstream was about to be asked
 * @param facilitator who was asked to settle
 * @param settlement present once the money moved
 * @param upstreamStatus what the upstream answered, as far as its answer began
 * @param announced how many delivery events went out
 */
public record Reservation(
        UUID paymentId,
        Particulars particulars,
        Terms terms,
        ReservationState state,
        Optional<Level> level,
        boolean leased,
        int executions,
        Optional<Asked> facilitator,
        Optional<UUID> facilitatorPaymentId,
        Optional<SettleResponse> settlement,
        Optional<Integer> upstreamStatus,
        int announced) {

    /** What is to be done about a claim on an authorization that is reserved already. */
    public enum Verdict {
        /** Another request. */
        BOUND_ELSEWHERE,
        /** The same request from one who shows nothing that is not on chain: the state and nothing else. */
        STATUS_ONLY,
        /** Somebody works on it: wait for what comes of that. */
        JOIN,
        /** Nobody works on it: ask whether it would be paid, then the upstream. */
        VERIFY,
        /** Nobody works on it: ask the facilitator. */
        SETTLE,
        /** It is paid, but not as firmly as the route asks. */
        CONFIRM,
        /** Nobody works on it, and the upstream may be asked (again). */
        RESUME,
        /** Nobody works on it, and the upstream may not be asked again. */
        GIVE_UP,
        /** It is over: the stored answer, if there is one. */
        REPLAY
    }

    /**
     * Judges a claim.
     *
     * @param proven whether the asker showed the challenge id, or the payer's key
     */
    public Verdict judge(Claim claim, boolean proven) {
        if (!particulars.tenant().equals(claim.tenant())
                || !particulars.requestDigest().equals(claim.requestDigest())) {
            return Verdict.BOUND_ELSEWHERE;
        }
        if (!proven) {
            return Verdict.STATUS_ONLY;
        }
        if (leased && !state.isFinal()) {
            return Verdict.JOIN;
        }
        return switch (state) {
            case RESERVED -> terms.flow() == Flow.UPFRONT ? Verdict.SETTLE : Verdict.VERIFY;
            case SETTLING, HELD -> Verdict.SETTLE;
            case CONFIRMING -> Verdict.CONFIRM;
            case EXECUTING -> execution();
            case DONE, UNKNOWN, REFUND_DUE -> Verdict.REPLAY;
        };
    }

    private Verdict execution() {
        if (executions > 0 && !terms.idempotent()) {
            return Verdict.GIVE_UP;
        }
        return terms.flow() == Flow.UPFRONT && !isFirmEnough() ? Verdict.CONFIRM : Verdict.RESUME;
    }

    /** Whether the payment has reached the level that its route asks for. */
    public boolean isFirmEnough() {
        return level.filter(reached -> reached.compareTo(terms.release()) >= 0).isPresent();
    }
}
