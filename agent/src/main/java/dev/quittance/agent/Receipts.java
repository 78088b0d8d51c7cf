package dev.quittance.agent;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.challenge.BoundNonce;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentPayload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** Gets the quittance of a paid answer: from the answer itself, or from the gateway's status address. */
public final class Receipts {
    private final AgentEnvironment environment;
    private final AgentLimits limits;

    public Receipts(AgentEnvironment environment, AgentLimits limits) {
        this.environment = environment;
        this.limits = limits;
    }

    /**
     * The document, as it is: whoever relies on it verifies it. Asks a few times, for a gateway may sign late.
     *
     * @return empty when the server gives none
     * @throws InterruptedException when interrupted between two attempts
     */
    public Optional<JsonObject> of(PurchaseOutcome.Paid paid) throws InterruptedException {
        Optional<JsonObject> carried = carried(paid);
        return carried.isPresent() ? carried : fetched(paid.answer());
    }

    /** The status address that an answer names; only on the server that gave the answer. */
    static Optional<URI> status(HttpResponse<?> answer) {
        return answer.headers().firstValue(QuittanceInfo.STATUS_HEADER).flatMap(text -> {
            try {
                URI status = answer.uri().resolve(URI.create(text));
                return BoundNonce.realm(status).equals(BoundNonce.realm(answer.uri()))
                        ? Optional.of(status)
                        : Optional.empty();
            } catch (IllegalArgumentException | MalformedException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<JsonObject> carried(PurchaseOutcome.Paid paid) {
        try {
            return QuittanceInfo.of(paid.settlement().extensions()).filter(Receipts::isQuittance);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    private static boolean isQuittance(JsonObject document) {
        return document.has("quittance") && document.has("signature");
    }

    private Optional<JsonObject> fetched(HttpResponse<byte[]> answer) throws InterruptedException {
        Optional<URI> status = status(answer);
        Optional<String> challenge = challengeId(answer);
        if (status.isEmpty() || challenge.isEmpty()) {
            return Optional.empty();
        }
        var request = HttpRequest.newBuilder(URI.create(status.get() + "/receipt"))
                .timeout(limits.requestTimeout())
                .header(QuittanceInfo.CHALLENGE_HEADER, challenge.get())
                .build();
        for (int attempt = 1; ; attempt++) {
            Optional<JsonObject> document = ask(request);
            if (document.isPresent() || attempt >= limits.paymentAttemptsMax()) {
                return document;
            }
            environment.pause().sleep(limits.retryDelay());
        }
    }

    private Optional<JsonObject> ask(HttpRequest request) throws InterruptedException {
        try {
            var answer = environment
                    .http()
                    .send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.challengeCharsMax()));
            return answer.statusCode() == 200
                    ? Optional.of(JsonObject.parse(answer.body())).filter(Receipts::isQuittance)
                    : Optional.empty();
        } catch (IOException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** The challenge id that the answered request echoed. */
    private Optional<String> challengeId(HttpResponse<?> answer) {
        return answer.request()
                .headers()
                .firstValue(PaymentHeader.PAYMENT_SIGNATURE.headerName())
                .map(header -> PaymentPayload.fromJson(PaymentHeader.decode(header, header.length())))
                .flatMap(payload -> QuittanceInfo.challengeId(payload.extensions()));
    }
}
