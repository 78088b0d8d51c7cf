package dev.quittance.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.reservation.Reservation.Verdict;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.route.Binding;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservationTest {
    private static final Bytes32 REQUEST = Bytes32.of(BigInteger.ONE);
    private static final Bytes32 CHALLENGE = Bytes32.of(BigInteger.TWO);

    @ParameterizedTest
    @CsvSource({
        "RESERVED, true, true, SETTLEMENT_RUNS",
        "RESERVED, false, false, SETTLE",
        "SETTLING, true, true, SETTLEMENT_RUNS",
        "SETTLING, false, false, SETTLE",
        "EXECUTING, true, true, DELIVERY_RUNS",
        "EXECUTING, true, false, DELIVERY_RUNS",
        "EXECUTING, false, true, RESUME",
        "EXECUTING, false, false, GIVE_UP",
        "DONE, false, true, ALREADY_DELIVERED",
        "UNKNOWN, false, true, DELIVERY_UNKNOWN",
        "REFUND_DUE, false, true, REFUND_DUE"
    })
    void judgesTheSameRequest(ReservationState state, boolean leased, boolean idempotent, Verdict verdict) {
        // Given / When / Then
        assertThat(reservation(state, leased).judge(claim("demo", REQUEST, CHALLENGE), idempotent))
                .isEqualTo(verdict);
    }

    @Test
    void sendsEverybodyElseAway() {
        for (var state : ReservationState.values()) {
            // Given
            var reservation = reservation(state, false);

            // When / Then
            assertThat(reservation.judge(claim("other", REQUEST, CHALLENGE), true))
                    .isEqualTo(Verdict.BOUND_ELSEWHERE);
            assertThat(reservation.judge(claim("demo", CHALLENGE, CHALLENGE), true))
                    .isEqualTo(Verdict.BOUND_ELSEWHERE);
            assertThat(reservation.judge(claim("demo", REQUEST, REQUEST), true)).isEqualTo(Verdict.BOUND_ELSEWHERE);
        }
    }

    @Test
    void whatIsPaidNeverGoesBack() {
        // Given / When / Then
        var unpaid = EnumSet.of(ReservationState.RESERVED, ReservationState.SETTLING);
        for (var state : ReservationState.values()) {
            assertThat(state.canBeFreed()).isEqualTo(unpaid.contains(state));
            for (var event : Event.values()) {
                boolean returns = state.after(event).filter(unpaid::contains).isPresent();
                assertThat(returns && !unpaid.contains(state)).isFalse();
            }
        }
        assertThat(ReservationState.RESERVED.after(Event.SETTLED)).isEmpty();
        assertThat(ReservationState.DONE.after(Event.RESUMED)).isEmpty();
    }

    private static Reservation reservation(ReservationState state, boolean leased) {
        return new Reservation(
                UUID.randomUUID(), "demo", REQUEST, Optional.of(CHALLENGE), state, leased, 1, Optional.empty());
    }

    private static Claim claim(String tenant, Bytes32 request, Bytes32 challenge) {
        var address = new Address(new byte[Address.LENGTH]);
        var authorization = new Claim.Authorization(84532, address, address, REQUEST);
        var offer = new PaymentRequirements(
                "exact", "eip155:84532", BigInteger.ONE, address.toString(), address.toString(), 60, JsonObject.EMPTY);
        return new Claim(
                authorization,
                tenant,
                request,
                Optional.of(challenge),
                "weather",
                offer,
                Binding.COMPAT,
                2,
                Optional.empty(),
                Optional.empty());
    }
}
