package dev.quittance.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.reservation.Reservation.Verdict;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.Flow;
import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservationTest {
    private static final Bytes32 REQUEST = Bytes32.of(BigInteger.ONE);
    private static final Address NOBODY = new Address(new byte[Address.LENGTH]);

    @ParameterizedTest
    @CsvSource({
        "UPFRONT, RESERVED, true, 0, true, JOIN",
        "UPFRONT, RESERVED, false, 0, true, SETTLE",
        "UPFRONT, SETTLING, true, 0, true, JOIN",
        "UPFRONT, SETTLING, false, 0, true, SETTLE",
        "UPFRONT, CONFIRMING, false, 0, true, CONFIRM",
        "UPFRONT, EXECUTING, true, 1, false, JOIN",
        "UPFRONT, EXECUTING, false, 0, false, RESUME",
        "UPFRONT, EXECUTING, false, 1, true, RESUME",
        "UPFRONT, EXECUTING, false, 1, false, GIVE_UP",
        "UPFRONT, DONE, false, 1, true, REPLAY",
        "UPFRONT, UNKNOWN, false, 1, true, REPLAY",
        "UPFRONT, REFUND_DUE, false, 1, true, REPLAY",
        "AUTHORIZATION, RESERVED, false, 0, true, VERIFY",
        "AUTHORIZATION, EXECUTING, false, 1, true, RESUME",
        "AUTHORIZATION, EXECUTING, false, 1, false, GIVE_UP",
        "AUTHORIZATION, HELD, false, 1, true, SETTLE",
        "AUTHORIZATION, SETTLING, false, 1, true, SETTLE",
        "AUTHORIZATION, CONFIRMING, false, 1, true, CONFIRM",
        "AUTHORIZATION, DONE, false, 1, true, REPLAY"
    })
    void judgesTheSameRequest(
            Flow flow, ReservationState state, boolean leased, int executions, boolean idempotent, Verdict verdict) {
        // Given
        var terms = new Terms(flow, Level.INCLUDED, idempotent);
        var reservation = reservation(terms, state, Optional.of(Level.INCLUDED), leased, executions);

        // When / Then
        assertThat(reservation.judge(claim("demo", REQUEST), true)).isEqualTo(verdict);
    }

    @Test
    void sendsEverybodyElseAway() {
        for (var state : ReservationState.values()) {
            // Given
            var terms = new Terms(Flow.UPFRONT, Level.INCLUDED, true);
            var reservation = reservation(terms, state, Optional.of(Level.INCLUDED), false, 1);

            // When / Then
            assertThat(reservation.judge(claim("other", REQUEST), true)).isEqualTo(Verdict.BOUND_ELSEWHERE);
            assertThat(reservation.judge(claim("demo", Bytes32.of(BigInteger.TWO)), true))
                    .isEqualTo(Verdict.BOUND_ELSEWHERE);
            assertThat(reservation.judge(claim("demo", REQUEST), false)).isEqualTo(Verdict.STATUS_ONLY);
        }
    }

    @Test
    void executesNothingThatAReorganisationTookBack() {
        // Given a paid request that was not executed when its level fell
        var terms = new Terms(Flow.UPFRONT, Level.SAFE, true);

        // When / Then
        for (var level : Level.values()) {
            boolean firm = level.compareTo(Level.SAFE) >= 0;
            assertThat(reservation(terms, ReservationState.EXECUTING, Optional.of(level), false, 0)
                            .judge(claim("demo", REQUEST), true))
                    .isEqualTo(firm ? Verdict.RESUME : Verdict.CONFIRM);
        }
        assertThat(reservation(terms, ReservationState.EXECUTING, Optional.empty(), false, 0)
                        .judge(claim("demo", REQUEST), true))
                .isEqualTo(Verdict.CONFIRM);
    }

    @Test
    void whatIsPaidNeverGoesBackAndWhatIsOverStays() {
        // Given / When / Then
        for (var flow : Flow.values()) {
            for (var state : ReservationState.values()) {
                for (var event : Event.values()) {
                    var next = state.after(flow, event);
                    assertThat(state.isFinal() && next.isPresent())
                            .as("%s %s", state, event)
                            .isFalse();
                    assertThat(state.isPaid(flow)
                                    && next.isPresent()
                                    && !next.get().isPaid(flow))
                            .as("%s %s", state, event)
                            .isFalse();
                }
            }
        }
    }

    private static Reservation reservation(
            Terms terms, ReservationState state, Optional<Level> level, boolean leased, int executions) {
        return new Reservation(
                UUID.randomUUID(),
                Particulars.of(claim("demo", REQUEST)),
                terms,
                state,
                level,
                leased,
                executions,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    private static Claim claim(String tenant, Bytes32 request) {
        var authorization = new Claim.Authorization(84532, NOBODY, NOBODY, REQUEST);
        var offer = new PaymentRequirements(
                "exact", "eip155:84532", BigInteger.ONE, NOBODY.toString(), NOBODY.toString(), 60, JsonObject.EMPTY);
        return new Claim(
                authorization,
                tenant,
                request,
                Optional.of(REQUEST),
                "weather",
                offer,
                Binding.COMPAT,
                2,
                Optional.empty(),
                Optional.empty());
    }
}
