package dev.quittance.gateway.facilitator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One question to a facilitator, sent at most once. Its methods but {@link #answer} run on one event loop. */
final class FacilitatorExchange {
    private final int answerBytesMax;
    private final CompletableFuture<Exchange> answer = new CompletableFuture<>();
    private @Nullable HttpClientRequest asked;

    /** @param answerBytesMax longest answer that is read */
    FacilitatorExchange(int answerBytesMax) {
        this.answerBytesMax = answerBytesMax;
    }

    /** What becomes of it; never fails. */
    Future<Exchange> answer() {
        return answer;
    }

    void run(HttpClient client, RequestOptions question, Buffer body) {
        client.request(question).onComplete(connected -> {
            if (connected.failed()) {
                answer.complete(new Exchange.Unasked());
            } else if (answer.isDone()) {
                connected.result().reset();
            } else {
                send(connected.result(), body);
            }
        });
    }

    private void send(HttpClientRequest request, Buffer body) {
        asked = request;
        // What fails is told by the answer's future; without this it would be told to the log as well.
        request.exceptionHandler(_ -> {});
        request.send(body).onSuccess(this::read).onFailure(_ -> giveUp());
    }

    private void read(HttpClientResponse response) {
        var body = Buffer.buffer();
        response.exceptionHandler(_ -> giveUp());
        response.endHandler(_ -> answer.complete(new Exchange.Answered(
                response.statusCode(),
                Optional.ofNullable(response.getHeader(ExtensionResponses.HEADER)),
                body.getBytes())));
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > answerBytesMax) {
                giveUp();
            }
        });
    }

    /** Ends without a whole answer, and the connection with it; what is not sent yet is never sent. */
    void giveUp() {
        answer.complete(new Exchange.Unanswered());
        if (asked != null) {
            asked.reset();
        }
    }
}
