package dev.quittance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.gateway.delivery.PaidAnswer;
import dev.quittance.gateway.delivery.PaidAnswer.Header;
import dev.quittance.gateway.payment.Code;
import dev.quittance.gateway.payment.Outcome;
import dev.quittance.gateway.payment.PaymentAttempt;
import dev.quittance.gateway.proxy.UpstreamAnswer;
import dev.quittance.gateway.reservation.Found;
import dev.quittance.gateway.route.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that cost what the upstream says, up to the 10 that were quoted. */
class MeteredPaymentsTest extends PaymentsTestCase {
    private static final Meter STRICT = new Meter("X-Units", Meter.Unread.REFUSE);
    private static final Meter LENIENT = new Meter("X-Units", Meter.Unread.MAX);

    private FakeWork work = new FakeWork();

    @BeforeEach
    void reset() {
        facilitator.reset();
        work = new FakeWork();
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "10, 10", "11, 10", "1, 1"})
    void chargesWhatTheUpstreamSaysAndNeverMoreThanWasQuoted(String said, String charged) throws Exception {
        // Given
        var attempt = attempt(Payer.nonce(), 1, true);
        work.answers(answer("x-units", said, "Quittance-Charge", "1"));

        // When
        var outcome = replica(true).serve(metered(attempt, work, STRICT));

        // Then
        assertThat(asked()).containsExactly(charged);
        var answer = ((Outcome.Delivered) outcome).answer();
        assertThat(answer.headers())
                .extracting(Header::name)
                .contains("PAYMENT-RESPONSE", "Payment-Status")
                .doesNotContain("x-units", "Quittance-Charge");
        assertThat(found(attempt).reservation().particulars().amount()).hasToString(charged);
        assertThat(found(attempt).reservation().settlement().orElseThrow().amount())
                .hasValue(charged);
    }

    @ParameterizedTest
    @CsvSource({"''", "seven", "-1", "07", "1.5", "NONE"})
    void chargesTheWholePriceOrNothingWhenTheAmountIsUnreadable(String said) throws Exception {
        // Given
        var refused = attempt(Payer.nonce(), 1, true);
        var charged = attempt(Payer.nonce(), 2, true);
        work.answers(said.equals("NONE") ? answer() : answer("X-Units", said));

        // When
        var strict = replica(true).serve(metered(refused, work, STRICT));
        var lenient = replica(true).serve(metered(charged, work, LENIENT));

        // Then
        assertThat(code(strict)).hasValue(Code.AMOUNT_UNREADABLE);
        assertThat(store(Duration.ofMinutes(1)).find(refused.claim().authorization()))
                .isEmpty();
        assertThat(lenient).isInstanceOf(Outcome.Delivered.class);
        assertThat(asked()).containsExactly("10");
    }

    @Test
    void takesTwoAmountsForNone() throws Exception {
        // Given
        var attempt = attempt(Payer.nonce(), 1, true);
        work.answers(answer("X-Units", "1", "x-units", "2"));

        // When // Then
        assertThat(code(replica(true).serve(metered(attempt, work, STRICT)))).hasValue(Code.AMOUNT_UNREADABLE);
        assertThat(asked()).isEmpty();
    }

    @Test
    void givesAwayWhatUsedNothing() throws Exception {
        // Given
        var attempt = attempt(Payer.nonce(), 1, true);
        work.answers(answer("X-Units", "0"));

        // When
        var outcome = replica(true).serve(metered(attempt, work, STRICT));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Passed.class,
                        passed -> assertThat(passed.answer().values("PAYMENT-RESPONSE"))
                                .hasSize(1));
        assertThat(asked()).isEmpty();
        assertThat(store(Duration.ofMinutes(1)).find(attempt.claim().authorization()))
                .isEmpty();
    }

    @Test
    void asksForTheSameAmountAgainWhoeverAsks() throws Exception {
        // Given an outcome that stays open
        var attempt = attempt(Payer.nonce(), 1, true);
        work.answers(answer("X-Units", "7"));
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        replica(true).serve(metered(attempt, work, STRICT));

        // When the upstream would say something else by now
        work.answers(answer("X-Units", "9"));
        facilitator.behave(FakeFacilitator::settled);
        var paid = replica(true).serve(metered(attempt, work, STRICT));
        var again = replica(true).serve(metered(attempt, work, STRICT));

        // Then
        assertThat(asked()).containsExactly("7", "7");
        assertThat(bytes(paid)).isEqualTo(bytes(again)).doesNotContain("Quittance-Charge");
        assertThat(work.asked()).hasSize(1);
    }

    @Test
    void theSweeperAsksForTheMeteredAmountToo() throws Exception {
        // Given
        var attempt = attempt(Payer.nonce(), 1, true);
        work.answers(answer("X-Units", "7"));
        facilitator.behave(request -> FakeFacilitator.refused(request, "settlement_pending", ""));
        replica(true).serve(metered(attempt, work, STRICT));
        execute(
                "update reservation set sweep_after = now(), lease_until = now() where payment_id = ?",
                work.asked().getFirst());

        // When
        facilitator.behave(FakeFacilitator::settled);
        sweeper(Duration.ofHours(1)).sweep();

        // Then
        assertThat(asked()).containsExactly("7", "7");
        assertThat(found(attempt).reservation().particulars().amount()).hasToString("7");
    }

    private Found found(PaymentAttempt.Fits attempt) {
        return store(Duration.ofMinutes(1))
                .find(attempt.claim().authorization())
                .orElseThrow();
    }

    /** The amounts that the facilitator was asked to settle. */
    private List<String> asked() {
        return facilitator.asked().stream()
                .map(body -> body.object("paymentRequirements").text("amount"))
                .toList();
    }

    private static UpstreamAnswer answer(String... namesAndValues) {
        var headers = new ArrayList<Header>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new UpstreamAnswer.Whole(new PaidAnswer(200, headers, new byte[] {42}));
    }
}
