package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.gateway.database.Also;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.Purchase;
import dev.quittance.gateway.reservation.Ending;
import dev.quittance.gateway.reservation.Lease;
import dev.quittance.gateway.reservation.LeaseLostException;
import dev.quittance.gateway.reservation.Log;
import dev.quittance.gateway.reservation.ReservationState;
import dev.quittance.gateway.reservation.ReservationState.Event;
import dev.quittance.gateway.route.Flow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Dead holders, the sweeper, and what the schema refuses whoever asks. */
class AbandonedPaymentsTest extends PaymentsTestCase {
    @Test
    void whatADeadGatewayStoredIsGivenByAnother() throws Exception {
        // Given an answer that was stored by a gateway that died before its first byte went out
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var first = replica(true).serve(upfront(attempt, new FakeWork()));

        // When another one is asked, which has nothing in memory
        var work = new FakeWork();
        var again = replica(true).serve(upfront(attempt, work));

        // Then
        assertThat(bytes(again)).isEqualTo(bytes(first));
        assertThat(work.asked()).isEmpty();
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void aGatewayThatDiedWhileItSettledIsFollowedByTheSweeper() throws Exception {
        // Given a gateway that died after the facilitator was asked, and a client that does not come back
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var lease = abandonedWhileSettling(attempt);

        // When others sweep, and sweep again
        sweeper(Duration.ofHours(1)).sweep();
        var settled = found(lease);
        sweeper(Duration.ofHours(1)).sweep();
        sweeper(Duration.ZERO).sweep();

        // Then the outcome is known, and what was paid and never fetched is owed back, and announced once
        assertThat(settled.state()).isEqualTo(ReservationState.EXECUTING);
        assertThat(settled.executions()).isZero();
        assertThat(facilitator.asked()).hasSize(1);
        assertThat(found(lease).state()).isEqualTo(ReservationState.REFUND_DUE);
        assertThat(announced(lease)).containsExactly("quittance.delivery.refund_due");
    }

    @Test
    void whatTheSweeperFoundPaidIsServedOnceEvenIfItMustNotBeRepeated() throws Exception {
        // Given a paid request that no upstream has seen, on a route that is not idempotent
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var lease = abandonedWhileSettling(attempt);
        sweeper(Duration.ofHours(1)).sweep();

        // When its client comes back
        var work = new FakeWork();
        var outcome = replica(true).serve(purchase(attempt, work, UPFRONT_ONCE));

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(work.asked()).containsExactly(lease.paymentId());
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void workThatMayBeRepeatedIsPaidOnceThoughItsGatewayDiedBeforeAnythingOfItWasNoted() throws Exception {
        // Given a gateway that died while the upstream worked
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var dying = new FakeWork();
        dying.dies();
        assertThatThrownBy(() -> replica(true).serve(upfront(attempt, dying)))
                .isInstanceOf(IllegalStateException.class);
        UUID payment = dying.asked().getFirst();
        execute("update reservation set lease_until = now() where payment_id = ?", payment);

        // When its client comes back
        var work = new FakeWork();
        var outcome = replica(true).serve(upfront(attempt, work));

        // Then the facilitator was asked for the same payment again, and one answer is kept
        assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
        assertThat(work.asked()).containsExactly(payment);
        assertThat(facilitator.asked())
                .hasSize(2)
                .containsOnly(facilitator.asked().getFirst());
        assertThat(new Log(database).read(payment))
                .extracting(Log.Entry::type)
                .containsExactly("reserved", "settle_asked", "settle_asked", "settled", "delivered");
    }

    @Test
    void theSweeperFreesWhatWasRefused() throws Exception {
        // Given
        facilitator.reset();
        var lease = abandonedWhileSettling(attempt(Payer.nonce(), 1, true));
        facilitator.behave(request -> FakeFacilitator.refused(request, "invalid_exact_evm_insufficient_balance", ""));

        // When
        sweeper(Duration.ofHours(1)).sweep();

        // Then the reservation is gone, its log tells why
        assertThat(store(Duration.ofMinutes(1)).find(lease.paymentId())).isEmpty();
        assertThat(new Log(database).read(lease.paymentId()))
                .extracting(Log.Entry::type)
                .containsExactly("reserved", "settle_asked", "settle_asked", "freed");
    }

    @Test
    void startsNothingThatItHasNoRoomFor() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();

        // When
        var outcome = replica(true)
                .serve(new Purchase(
                        attempt,
                        UPFRONT,
                        Optional.of(Code.ANSWERS_FULL),
                        "http://localhost/payments/",
                        work,
                        Optional.empty(),
                        () -> {}));

        // Then
        assertThat(code(outcome)).hasValue(Code.ANSWERS_FULL);
        assertThat(facilitator.asked()).isEmpty();
        assertThat(store(Duration.ofMinutes(1)).find(attempt.claim().authorization()))
                .isEmpty();
    }

    @Test
    void forgetsAnswersWhoseTimeIsOverButNotThatTheyWereGiven() throws Exception {
        // Given
        facilitator.reset();
        var attempt = attempt(Payer.nonce(), 1, true);
        var work = new FakeWork();
        replica(true).serve(upfront(attempt, work));
        UUID paymentId = work.asked().getFirst();
        execute("update stored_answer set expires_at = now() where payment_id = ?", paymentId);

        // When
        sweeper(Duration.ofHours(1)).sweep();
        var again = replica(true).serve(upfront(attempt, work));

        // Then
        assertThat(count("select count(*) from stored_answer where payment_id = ?", paymentId))
                .isZero();
        assertThat(code(again)).hasValue(Code.ALREADY_DELIVERED);
        assertThat(work.asked()).hasSize(1);
        assertThat(facilitator.asked()).hasSize(1);
    }

    @Test
    void refusesWhoeverLostItsLease() {
        // Given a holder that was silent for too long
        var store = store(Duration.ZERO);
        var attempt = attempt(Payer.nonce(), 1, true);
        Lease old = store.reserve(attempt.claim(), UPFRONT, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        Lease taken = store.takeOver(old.paymentId(), ReservationState.SETTLING).orElseThrow();

        // When / Then it can no longer act, the new holder can
        assertThatThrownBy(() -> progress().settled(old, Flow.UPFRONT, Event.SETTLED, settled(), true))
                .isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> store.free(old, "test", Optional.empty())).isInstanceOf(LeaseLostException.class);
        progress().settled(taken, Flow.UPFRONT, Event.SETTLED, settled(), true);
        assertThat(store.find(old.paymentId()).orElseThrow().reservation().settlement())
                .hasValue(settled().response());
    }

    @Test
    void theSchemaItselfHoldsTheStateMachine() {
        // Given a delivered payment
        var store = store(Duration.ofMinutes(1));
        var attempt = attempt(Payer.nonce(), 1, true);
        Lease lease = store.reserve(attempt.claim(), UPFRONT, UUID.randomUUID(), Optional.of(question(attempt)))
                .orElseThrow();
        progress().settled(lease, Flow.UPFRONT, Event.SETTLED, settled(), true);
        progress()
                .ended(
                        lease,
                        Flow.UPFRONT,
                        ReservationState.EXECUTING,
                        new Ending(
                                Event.DELIVERED, Optional.of(200), Optional.empty(), Optional.empty(), Also.NOTHING));

        // When / Then nothing opens, moves or removes it, nor its log
        for (String change : List.of(
                "update reservation set state = 'EXECUTING', sequence = sequence + 1 where payment_id = ?",
                "update reservation set state = 'SETTLING', settlement = null where payment_id = ?",
                "update reservation set nonce = decode(repeat('00', 32), 'hex') where payment_id = ?",
                "update reservation set amount = 1 where payment_id = ?",
                "update reservation set fence = 0 where payment_id = ?",
                "delete from reservation where payment_id = ?",
                "update reservation_event set type = 'nothing' where payment_id = ?",
                "delete from reservation_event where payment_id = ?",
                "insert into reservation_event (payment_id, sequence, type) values (?, 99, 'gap')")) {
            assertThatThrownBy(() -> execute(change, lease.paymentId()))
                    .as(change)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23514");
        }
        assertThatThrownBy(() -> execute(
                        "update reservation set sequence = sequence + 1 where payment_id = ?", lease.paymentId()))
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("23503");
    }
}
