package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Key;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.proof.SiwxProof;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import dev.quittance.gateway.reservation.Claim;
import dev.quittance.gateway.reservation.ReservationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Replicas, forgetful facilitators, both flows, and what each asker gets. */
class PaymentsTest extends PaymentsTestCase {
    @Test
    void oneOfManyReplicasExecutesAndAllGiveTheSameBytes() throws Exception {
        // Given two replicas and one payment
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        var replicas = List.of(replica(true), replica(true));
        var calls = new ArrayList<Callable<Outcome>>();
        for (int i = 0; i < 32; i++) {
            var replica = replicas.get(i % 2);
            calls.add(() -> replica.serve(upfront(attempt, work)));
        }

        // When
        var outcomes = all(calls);

        // Then
        assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
        assertThat(outcomes.stream().map(PaymentsTest::bytes).distinct()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void bindsAnAuthorizationToOneOfManyRequests() throws Exception {
        // Given one authorization on twenty different requests
        facilitator.reset();
        var nonce = Payer.nonce();
        var payments = replica(true);
        var work = new FakeWork();
        var calls = new ArrayList<Callable<Outcome>>();
        for (int request = 1; request <= 20; request++) {
            var attempt = attempt(nonce, request, true);
            calls.add(() -> payments.serve(upfront(attempt, work)));
        }

        // When
        var outcomes = all(calls);

        // Then
        assertThat(outcomes).filteredOn(Outcome.Delivered.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> code(outcome).equals(Optional.of(Code.AUTHORIZATION_BOUND_ELSEWHERE)))
                .hasSize(19);
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void doesNotBelieveTheRefusalsOfAForgetfulFacilitatorAfterAnOpenOutcome() throws Exception {
        // Given an open outcome
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(
                request -> FakeFacilitator.refused(request, "settlement_pending", FakeFacilitator.TRANSACTION));
        replica(false).serve(upfront(attempt, work));

        // When a facilitator that forgot it reports the nonce as used
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_nonce_already_used", ""));
        var forgetful = replica(false).serve(upfront(attempt, work));

        // Then the payer is not told to pay again, unless the facilitator is known to remember
        assertThat(code(forgetful)).hasValue(Code.SETTLEMENT_PENDING);
        assertThat(replica(true).serve(upfront(attempt, work))).isInstanceOf(Outcome.Unpaid.class);
        assertThat(work.asked()).isEmpty();
    }

    @Test
    void anExpiredQuoteContinuesAPaymentButStartsNone() throws Exception {
        // Given
        facilitator.reset();
        var nonce = Payer.nonce();
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));

        // When
        var tooLate = replica(true).serve(upfront(attempt(nonce, 1, false), work));
        replica(true).serve(upfront(attempt(nonce, 1, true), work));
        facilitator.behave(FakeFacilitator::settled);
        var continued = replica(true).serve(upfront(attempt(nonce, 1, false), work));

        // Then
        assertThat(tooLate).isEqualTo(new Outcome.Unpaid("challenge_expired", Optional.empty()));
        assertThat(continued).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void chargesNothingWhenTheUpstreamFailsBeforeThePayment() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        work.answers(new UpstreamAnswer.Whole(new PaidAnswer(500, List.of(), new byte[] {1})));

        // When
        var outcome = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then its words pass, and the authorization is free again
        assertThat(outcome).isInstanceOf(Outcome.Passed.class);
        assertThat(facilitator.asked()).isEmpty();
        assertThat(store(Duration.ofMinutes(1)).find(attempt.claim().authorization()))
                .isEmpty();
    }

    @Test
    void destroysTheWithheldAnswerWhenThePaymentIsRefused() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_insufficient_balance", ""));

        // When
        var outcome = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Unpaid.class,
                        unpaid -> assertThat(unpaid.error()).isEqualTo("invalid_exact_evm_insufficient_balance"));
        assertThat(count(
                        "select count(*) from stored_answer where payment_id = ?",
                        work.asked().getFirst()))
                .isZero();
        assertThat(count(
                        "select count(*) from outbox where key = ?::text",
                        work.asked().getFirst()))
                .isOne();
    }

    @Test
    void aWithheldAnswerIsPaidLaterAndGivenThen() throws Exception {
        // Given an answer whose settlement is open
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        var pending = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // When
        facilitator.behave(FakeFacilitator::settled);
        var paid = replica(true).serve(purchase(attempt, work, AUTHORIZATION));
        var again = replica(true).serve(purchase(attempt, work, AUTHORIZATION));

        // Then the upstream worked once, for one payment
        assertThat(code(pending)).hasValue(Code.SETTLEMENT_PENDING);
        assertThat(bytes(paid)).isEqualTo(bytes(again)).contains("PAYMENT-RESPONSE");
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(2);
        assertThat(facilitator.asked().get(0)).isEqualTo(facilitator.asked().get(1));
    }

    @Test
    void anIdentifierIsChargedOnceWhateverTheAuthorization() throws Exception {
        // Given a delivered payment with an identifier
        facilitator.reset();
        var work = new FakeWork();
        String id = "order-" + UUID.randomUUID();
        var first = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));

        // When the same payer shows another authorization for the same request, and for another
        var same = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));
        var other = replica(true).serve(upfront(named(attempt(Payer.nonce(), 2, true), id), work));
        facilitator.verifyAs(request -> FakeFacilitator.invalid("invalid_exact_evm_signature"));
        var forged = replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));

        // Then
        assertThat(bytes(same)).isEqualTo(bytes(first));
        assertThat(code(other)).hasValue(Code.IDENTIFIER_BOUND_ELSEWHERE);
        assertThat(forged).isEqualTo(new Outcome.Unpaid("invalid_exact_evm_signature", Optional.empty()));
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void anIdentifierOfAnotherTenantIsAnother() throws Exception {
        // Given a delivered payment with an identifier
        facilitator.reset();
        var work = new FakeWork();
        String id = "order-" + UUID.randomUUID();
        replica(true).serve(upfront(named(attempt(Payer.nonce(), 1, true), id), work));

        // When the same payer names a payment alike at another tenant's, for the same request and for another
        var same = replica(true).serve(upfront(at("elsewhere", named(attempt(Payer.nonce(), 1, true), id)), work));
        var other = replica(true).serve(upfront(at("anywhere", named(attempt(Payer.nonce(), 2, true), id)), work));

        // Then each is a payment of its own
        assertThat(bytes(same)).contains("PAYMENT-RESPONSE");
        assertThat(bytes(other)).contains("PAYMENT-RESPONSE");
        assertThat(facilitator.asked()).hasSize(3);
        assertThat(work.asked()).hasSize(3);
    }

    private static PaymentAttempt.Fits at(String tenant, PaymentAttempt.Fits attempt) {
        var claim = attempt.claim();
        var moved = new Claim(
                claim.authorization(),
                tenant,
                claim.requestDigest(),
                claim.challengeDigest(),
                claim.route(),
                claim.offer(),
                claim.binding(),
                claim.x402Version(),
                claim.order(),
                claim.identifier());
        return new PaymentAttempt.Fits(moved, attempt.settle(), attempt.quoteHolds(), attempt.key());
    }

    @Test
    void withoutTheChallengeOneGetsTheStateAndNothingElse() throws Exception {
        // Given a delivered payment of version 1, which has no challenge
        facilitator.reset();
        var work = new FakeWork();
        var started = withoutChallenge(attempt(Payer.nonce(), 1, true), new Key.None());
        var first = replica(true).serve(upfront(started, work));

        // When somebody rebuilds the header from calldata, and the payer proves the key
        var thief = replica(true).serve(upfront(started, work));
        var wallet = new Key.Wallet(new SiwxProof(Payer.ADDRESS, Instant.now()));
        var payer = replica(true)
                .serve(upfront(new PaymentAttempt.Fits(started.claim(), started.settle(), true, wallet), work));

        // Then
        assertThat(thief)
                .isEqualTo(new Outcome.Refused(
                        Code.ALREADY_DELIVERED,
                        Optional.empty(),
                        Optional.of(ReservationState.DONE),
                        Optional.empty()));
        assertThat(bytes(payer)).isEqualTo(bytes(first));
        assertThat(work.asked()).hasSize(1);
    }
}
