package dev.quittance.gateway.reservation;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/**
 * A reservation as it stands in the database.
 *
 * @param leased whether somebody works on it, by the database's clock
 * @param settleAsked how often the facilitator was asked
 * @param settlement present once the money moved
 */
public record Reservation(
        UUID paymentId,
        String tenant,
        Bytes32 requestDigest,
        Optional<Bytes32> challengeDigest,
        ReservationState state,
        boolean leased,
        int settleAsked,
        Optional<SettleResponse> settlement) {

    /** What is to be done about a claim on an authorization that is reserved already. */
    public enum Verdict {
        /** Another request, or one who does not know the challenge. */
        BOUND_ELSEWHERE,
        SETTLEMENT_RUNS,
        DELIVERY_RUNS,
        /** Nobody works on it: ask the facilitator. */
        SETTLE,
        /** It is paid, nobody works on it, and the upstream may be asked again. */
        RESUME,
        /** It is paid, nobody works on it, and the upstream may not be asked again. */
        GIVE_UP,
        ALREADY_DELIVERED,
        DELIVERY_UNKNOWN,
        REFUND_DUE
    }

    /** Judges a claim; {@code idempotent} tells whether the upstream may get the request twice. */
    public Verdict judge(Claim claim, boolean idempotent) {
        boolean same = tenant.equals(claim.tenant())
                && requestDigest.equals(claim.requestDigest())
                && challengeDigest.equals(claim.challengeDigest());
        if (!same) {
            return Verdict.BOUND_ELSEWHERE;
        }
        return switch (state) {
            case RESERVED, SETTLING -> leased ? Verdict.SETTLEMENT_RUNS : Verdict.SETTLE;
            case EXECUTING -> {
                if (leased) {
                    yield Verdict.DELIVERY_RUNS;
                }
                yield idempotent ? Verdict.RESUME : Verdict.GIVE_UP;
            }
            case DONE -> Verdict.ALREADY_DELIVERED;
            case UNKNOWN -> Verdict.DELIVERY_UNKNOWN;
            case REFUND_DUE -> Verdict.REFUND_DUE;
        };
    }
}
