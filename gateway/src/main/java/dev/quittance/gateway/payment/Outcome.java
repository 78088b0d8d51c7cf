package dev.quittance.gateway.payment;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.proxy.Delivery;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.UUID;

/** What a paid request gets. */
public sealed interface Outcome {

    /** This answer; it is stored already if it is ever to be given again. */
    record Delivered(PaidAnswer answer, ReservationState state, boolean replayed) implements Outcome {}

    /** The upstream refused, or failed, before anything was charged: its answer as it is. */
    record Passed(PaidAnswer answer) implements Outcome {}

    /** Its answer flowed while it came. */
    record Flowed(Delivery delivery) implements Outcome {}

    /** It is not paid; the payer gets a new challenge, and the facilitator's answer if there was one. */
    record Unpaid(String error, Optional<SettleResponse> settlement) implements Outcome {}

    /**
     * Neither answer nor challenge.
     *
     * @param paymentId what its status is found under
     * @param state what somebody may know who cannot prove his right to more
     * @param settlement as far as it is known
     */
    record Refused(
            Code code, Optional<UUID> paymentId, Optional<ReservationState> state, Optional<SettleResponse> settlement)
            implements Outcome {

        static Refused of(Code code) {
            return new Refused(code, Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Refused of(Code code, UUID paymentId) {
            return new Refused(code, Optional.of(paymentId), Optional.empty(), Optional.empty());
        }

        static Refused of(Code code, UUID paymentId, Optional<SettleResponse> settlement) {
            return new Refused(code, Optional.of(paymentId), Optional.empty(), settlement);
        }
    }
}
