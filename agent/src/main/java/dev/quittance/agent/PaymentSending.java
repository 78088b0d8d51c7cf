package dev.quittance.agent;

import dev.quittance.agent.PurchaseOutcome.Paid;
import dev.quittance.agent.PurchaseOutcome.Pending;
import dev.quittance.agent.PurchaseOutcome.Refused;
import dev.quittance.agent.journal.PurchaseRecord;
import dev.quittance.protocol.x402.SettleResponse;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Sends one payment until its outcome is known or the attempts are used up. */
final class PaymentSending {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final AgentEnvironment environment;
    private final AgentLimits limits;
    private final Consumer<PurchaseLeg> observer;

    PaymentSending(AgentEnvironment environment, AgentLimits limits, Consumer<PurchaseLeg> observer) {
        this.environment = environment;
        this.limits = limits;
        this.observer = observer;
    }

    HttpRequest bounded(HttpRequest request) {
        if (request.timeout().isPresent()) {
            return request;
        }
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .timeout(limits.requestTimeout())
                .build();
    }

    BodyHandler<byte[]> boundedBody() {
        return BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.answerBytesMax());
    }

    /**
     * From the first sending on every way out is an outcome: an exception would lose sight of money.
     *
     * @param sentBefore whether the payment may have been sent before, with an outcome that nobody knows
     */
    SendingResult send(UnsettledPayment payment, boolean sentBefore) {
        HttpRequest request = bounded(payment.request());
        Optional<HttpResponse<byte[]>> last = Optional.empty();
        boolean outcomeOpen = sentBefore;
        for (int attempt = 1; ; attempt++) {
            observer.accept(new PurchaseLeg.Sending(attempt));
            PendingCause cause;
            Duration wait = limits.retryDelay();
            try {
                HttpResponse<byte[]> answer = environment.http().send(request, boundedBody());
                last = Optional.of(answer);
                switch (Verdict.of(answer, payment, limits)) {
                    case Verdict.Settled(var settlement) -> {
                        return settled(payment, answer, settlement);
                    }
                    case Verdict.Rejected rejected -> {
                        return rejected(payment, answer, rejected, outcomeOpen);
                    }
                    case Verdict.Unknown(PendingCause unknown) -> {
                        return pending(payment, unknown, last);
                    }
                    case Verdict.AskAgain() -> {
                        cause = PendingCause.SETTLEMENT_PENDING;
                        wait = retryAfter(answer).orElse(wait);
                    }
                }
            } catch (IOException e) {
                cause = PendingCause.CONNECTION_LOST;
            } catch (InterruptedException e) {
                return interrupted(payment, last);
            }
            outcomeOpen = true;
            if (attempt >= limits.paymentAttemptsMax() || wait.compareTo(limits.retryAfterMax()) > 0) {
                return pending(payment, cause, last);
            }
            observer.accept(new PurchaseLeg.Waiting(cause, wait));
            try {
                environment.pause().sleep(wait);
            } catch (InterruptedException e) {
                return interrupted(payment, last);
            }
        }
    }

    private SendingResult settled(UnsettledPayment payment, HttpResponse<byte[]> answer, SettleResponse settlement) {
        observer.accept(new PurchaseLeg.Settled(settlement));
        var mark = new PurchaseRecord.Settled(
                now(), payment.authorization().nonce(), settlement.network(), settlement.transaction());
        return new SendingResult(new Paid(answer, settlement), Optional.of(mark));
    }

    /** A no counts when no earlier sending can have been settled, or when the authorization is beyond being settled. */
    private SendingResult rejected(
            UnsettledPayment payment, HttpResponse<byte[]> answer, Verdict.Rejected rejected, boolean outcomeOpen) {
        Refusal refusal = new Refusal.PaymentRejected(rejected.reason(), rejected.settlement());
        if (outcomeOpen) {
            boolean unpaid = answer.statusCode() == 402 || rejected.settlement().isPresent();
            if (!(unpaid && Lapse.isProved(payment, answer.headers(), now(), limits.lapseMargin()))) {
                return pending(payment, PendingCause.REFUSED_AFTER_UNKNOWN, Optional.of(answer));
            }
            refusal = new Refusal.PaymentLapsed(rejected.reason());
        }
        var mark = new PurchaseRecord.Refused(
                now(), payment.authorization().nonce(), payment.accepted().network(), rejected.reason());
        return new SendingResult(new Refused(refusal), Optional.of(mark));
    }

    private static SendingResult pending(
            UnsettledPayment payment, PendingCause cause, Optional<HttpResponse<byte[]>> last) {
        return SendingResult.unmarked(new Pending(payment, cause, last));
    }

    private static SendingResult interrupted(UnsettledPayment payment, Optional<HttpResponse<byte[]>> last) {
        Thread.currentThread().interrupt();
        return pending(payment, PendingCause.INTERRUPTED, last);
    }

    private Instant now() {
        return environment.clock().instant();
    }

    /** Retry-After in seconds; its form as a date is taken for absent. */
    private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
