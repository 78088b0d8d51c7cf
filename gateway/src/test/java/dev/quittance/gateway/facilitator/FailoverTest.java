package dev.quittance.gateway.facilitator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.route.Level;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.VerifyResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several facilitators, of which some are dead, slow or confused. */
class FailoverTest {
    private static final String TRANSACTION = "0x" + "ab".repeat(32);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String NOBODY = "http://localhost:1";

    private final OnChainPayment payment = OnChainPayment.fresh();
    private final StubFacilitator first = new StubFacilitator(StubFacilitator.success(payment, TRANSACTION));
    private final StubFacilitator second = new StubFacilitator(StubFacilitator.success(payment, TRANSACTION));
    private final List<String> noted = new ArrayList<>();

    FailoverTest() throws IOException {}

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    @Test
    void prefersTheFirst() throws Exception {
        // Given
        try (var facilitators = both().build()) {
            // When
            var answer = settle(facilitators, Optional.empty());

            // Then
            assertThat(answer.facilitator()).isEqualTo("a");
            assertThat(answer.settlement()).isInstanceOf(Settlement.Settled.class);
            assertThat(noted).containsExactly("a");
            assertThat(second.asked()).isZero();
        }
    }

    @Test
    void asksTheNextWhenOneWasNeverReached() throws Exception {
        // Given
        var setup = new Setup().facilitator("a", NOBODY, true, true).facilitator("b", second.url(), true, true);
        try (var facilitators = setup.build()) {
            // When
            var answer = settle(facilitators, Optional.empty());

            // Then the name that stays noted is of the one that was asked
            assertThat(answer.facilitator()).isEqualTo("b");
            assertThat(answer.settlement()).isInstanceOf(Settlement.Settled.class);
            assertThat(noted).containsExactly("a", "b");
        }
    }

    @Test
    void asksNobodyElseOnceOneWasAsked() throws Exception {
        // Given every way of not answering
        for (var silence : List.of(
                StubFacilitator.dead(),
                first.slowDrip(),
                StubFacilitator.json(500, "{}"),
                StubFacilitator.json(200, "garbage"),
                StubFacilitator.json(200, "x".repeat(100_000)),
                StubFacilitator.refusal("settlement_pending"))) {
            first.behave(silence);
            try (var facilitators = both().build()) {
                // When it is asked, and asked again
                var answer = settle(facilitators, Optional.empty());
                var again = settle(facilitators, Optional.of(new Asked("a", NOW)));

                // Then the outcome stays open, and nobody else can charge a second time
                assertThat(List.of(answer, again)).allSatisfy(each -> {
                    assertThat(each.facilitator()).isEqualTo("a");
                    assertThat(each.settlement())
                            .isInstanceOfAny(Settlement.Pending.class, Settlement.Unavailable.class);
                });
                assertThat(second.asked()).isZero();
            }
        }
    }

    @Test
    void asksAnotherWhenAnOutcomeStaysOpenForTooLong() throws Exception {
        // Given
        first.behave(StubFacilitator.json(503, "{}"));
        var overdue = Optional.of(new Asked("a", NOW.minusSeconds(600)));
        try (var facilitators = both().build()) {
            // When
            var success = settle(facilitators, overdue);
            second.behave(StubFacilitator.refusal("invalid_exact_evm_nonce_already_used"));
            var refusal = settle(facilitators, overdue);

            // Then its success counts, its refusal proves nothing, and the name stays
            assertThat(success.facilitator()).isEqualTo("b");
            assertThat(success.settlement()).isInstanceOf(Settlement.Settled.class);
            assertThat(refusal.settlement()).isInstanceOf(Settlement.Pending.class);
            assertThat(noted).isEmpty();
        }
    }

    @Test
    void believesARefusalOnlyOfOneThatRemembersEverything() throws Exception {
        // Given
        first.behave(StubFacilitator.refusal("invalid_exact_evm_transaction_failed"));
        second.behave(StubFacilitator.refusal("invalid_exact_evm_transaction_failed"));
        var asked = Optional.of(new Asked("a", NOW));
        var forgetful = new Setup().facilitator("a", first.url(), false, true);
        try (var facilitators = both().build();
                var other = forgetful.build()) {
            // When / Then
            assertThat(settle(facilitators, asked).settlement()).isInstanceOf(Settlement.Refused.class);
            assertThat(settle(other, asked).settlement()).isInstanceOf(Settlement.Pending.class);
            assertThat(settle(facilitators, Optional.of(new Asked("gone", NOW))).settlement())
                    .isInstanceOf(Settlement.Pending.class);
        }
    }

    @Test
    void leavesAloneWhoFails() throws Exception {
        // Given
        first.behave(StubFacilitator.json(500, "{}"));
        var setup = both().with("circuit.answers-min", "2").with("circuit.rest", "1h");
        try (var facilitators = setup.build()) {
            settle(facilitators, Optional.empty());
            settle(facilitators, Optional.empty());

            // When
            var answer = settle(facilitators, Optional.empty());
            var bound = settle(facilitators, Optional.of(new Asked("a", NOW)));

            // Then new payments go elsewhere, those it may have settled wait for it
            assertThat(answer.facilitator()).isEqualTo("b");
            assertThat(bound.settlement()).isInstanceOf(Settlement.Unavailable.class);
            assertThat(first.asked()).isEqualTo(2);
        }
    }

    @Test
    void triesAgainAfterARest() throws Exception {
        // Given
        first.behave(StubFacilitator.json(500, "{}"));
        var now = new AtomicReference<>(NOW);
        var setup = new Setup()
                .clock(now::get)
                .facilitator("a", first.url(), true, true)
                .with("circuit.answers-min", "1");
        try (var facilitators = setup.build()) {
            settle(facilitators, Optional.empty());
            first.behave(StubFacilitator.success(payment, TRANSACTION));
            var resting = settle(facilitators, Optional.empty());

            // When
            now.set(NOW.plusSeconds(10));
            var rested = settle(facilitators, Optional.empty());

            // Then
            assertThat(resting.settlement()).isInstanceOf(Settlement.Unavailable.class);
            assertThat(rested.settlement()).isInstanceOf(Settlement.Settled.class);
            assertThat(first.asked()).isEqualTo(2);
        }
    }

    @Test
    void sendsNothingThatCouldNotBeNoted() throws Exception {
        // Given
        try (var facilitators = both().build()) {
            // When / Then
            assertThatThrownBy(() -> facilitators.settle(payment.request(), Optional.empty(), _ -> {
                        throw new IllegalStateException("no database");
                    }))
                    .hasMessage("no database");
            assertThat(first.asked()).isZero();
        }
    }

    @Test
    void verifiesWithWhoeverAnswers() throws Exception {
        // Given
        String payer = payment.payer().toString();
        first.behave(StubFacilitator.json(200, "garbage"));
        second.behave(
                StubFacilitator.json(200, VerifyResponse.valid(payer).toJson().toString()));
        try (var facilitators = both().build()) {
            // When / Then
            assertThat(facilitators.verify(payment.request())).isEqualTo(new Verification.Valid(payer));
            first.behave(StubFacilitator.json(
                    200,
                    VerifyResponse.invalid("invalid_exact_evm_signature", Optional.empty(), Optional.empty())
                            .toJson()
                            .toString()));
            assertThat(facilitators.verify(payment.request()))
                    .isEqualTo(new Verification.Invalid("invalid_exact_evm_signature"));
            var other = StubFacilitator.json(
                    200,
                    VerifyResponse.valid("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
                            .toJson()
                            .toString());
            first.behave(other);
            second.behave(other);
            assertThat(facilitators.verify(payment.request())).isInstanceOf(Verification.Unavailable.class);
        }
    }

    @Test
    void asksOursForTheLevel() throws Exception {
        // Given
        var id = UUID.randomUUID();
        var answer = StubFacilitator.json(200, "{\"paymentId\":\"" + id + "\",\"state\":\"SAFE\"}");
        first.behave(answer);
        second.behave(answer);
        var setup = new Setup().facilitator("a", first.url(), true, true).facilitator("b", second.url(), true, false);
        try (var facilitators = setup.build()) {
            // When / Then
            assertThat(facilitators.status("a", id)).hasValue(Level.SAFE);
            assertThat(facilitators.status("b", id)).isEmpty();
            assertThat(facilitators.status("a", UUID.randomUUID())).isEmpty();
            first.behave(StubFacilitator.json(200, "{\"paymentId\":\"" + id + "\",\"state\":\"SUBMITTING\"}"));
            assertThat(facilitators.status("a", id)).isEmpty();
        }
    }

    @Test
    void refusesAConfigurationThatCannotBe() {
        assertThatThrownBy(() -> new Setup().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> both().facilitator("a", NOBODY, true, true).build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsWhereNothingCanBeProved() throws Exception {
        // Given
        try (var facilitators = both().facilitator("c", NOBODY, false, false).build()) {
            // When / Then
            assertThat(facilitators.unproved(List.of(OnChainPayment.NETWORK, OnChainPayment.NETWORK)))
                    .containsExactly(OnChainPayment.NETWORK);
        }
    }

    @Test
    void tellsTheFacilitatorWhoseSettlementItIs() {
        // Given
        var metadata =
                new Metadata(new UUID(1, 2), Optional.of("order-7"), Optional.empty(), Bytes32.of(BigInteger.TEN));

        // When
        var request = metadata.on(payment.request());

        // Then
        assertThat(request.paymentPayload().extensions())
                .isEqualTo(JsonObject.parse("{\"quittance\":{\"info\":{"
                        + "\"reservationId\":\"00000000-0000-0001-0000-000000000002\",\"order\":\"order-7\","
                        + "\"requestDigest\":\"" + Bytes32.of(BigInteger.TEN) + "\"}}}"));
    }

    private Setup both() {
        return new Setup()
                .clock(InstantSource.fixed(NOW))
                .facilitator("a", first.url(), true, true)
                .facilitator("b", second.url(), true, true);
    }

    private SettlementBy settle(Facilitators facilitators, Optional<Asked> askedBefore) throws InterruptedException {
        return facilitators.settle(payment.request(), askedBefore, noted::add);
    }
}
