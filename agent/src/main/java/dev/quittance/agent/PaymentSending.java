package dev.quittance.agent;

import dev.quittance.agent.PurchaseOutcome.Paid;
import dev.quittance.agent.PurchaseOutcome.Pending;
import dev.quittance.agent.PurchaseOutcome.Refused;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Sends one payment until its outcome is known or the attempts are used up. */
final class PaymentSending {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final HttpClient http;
    private final AgentLimits limits;
    private final Pause pause;
    private final Consumer<PurchaseLeg> observer;

    PaymentSending(HttpClient http, AgentLimits limits, Pause pause, Consumer<PurchaseLeg> observer) {
        this.http = http;
        this.limits = limits;
        this.pause = pause;
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

    /** From the first sending on every way out is an outcome: an exception would lose sight of money. */
    PurchaseOutcome send(UnsettledPayment payment) {
        HttpRequest request = bounded(payment.request());
        Optional<HttpResponse<byte[]>> last = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            observer.accept(new PurchaseLeg.Sending(attempt));
            PendingCause cause;
            Duration wait = limits.retryDelay();
            try {
                HttpResponse<byte[]> answer = http.send(request, boundedBody());
                last = Optional.of(answer);
                switch (Verdict.of(answer.statusCode(), answer.headers(), payment, limits)) {
                    case Verdict.Settled(var settlement) -> {
                        observer.accept(new PurchaseLeg.Settled(settlement));
                        return new Paid(answer, settlement);
                    }
                    case Verdict.Rejected(String reason, var settlement) -> {
                        return new Refused(new Refusal.PaymentRejected(reason, settlement));
                    }
                    case Verdict.Unknown(PendingCause unknown) -> {
                        return new Pending(payment, unknown, last);
                    }
                    case Verdict.AskAgain() -> {
                        cause = PendingCause.SETTLEMENT_PENDING;
                        wait = retryAfter(answer).orElse(wait);
                    }
                }
            } catch (IOException e) {
                cause = PendingCause.CONNECTION_LOST;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Pending(payment, PendingCause.INTERRUPTED, last);
            }
            if (attempt >= limits.paymentAttemptsMax() || wait.compareTo(limits.retryAfterMax()) > 0) {
                return new Pending(payment, cause, last);
            }
            observer.accept(new PurchaseLeg.Waiting(cause, wait));
            try {
                pause.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Pending(payment, PendingCause.INTERRUPTED, last);
            }
        }
    }

    /** Retry-After in seconds; its form as a date is taken for absent. */
    private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }
}
