package dev.quittance.agent.cli;

import dev.quittance.agent.PurchaseOutcome;
import dev.quittance.protocol.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The outcome of a purchase as one JSON object. */
final class OutcomeReport {
    private OutcomeReport() {}

    static JsonObject of(PurchaseOutcome outcome) {
        var report = JsonObject.builder();
        switch (outcome) {
            case PurchaseOutcome.Paid(HttpResponse<byte[]> answer, var settlement) ->
                report.put("outcome", "paid")
                        .put("settlement", settlement.toJson())
                        .put("answer", answer(answer));
            case PurchaseOutcome.Free(HttpResponse<byte[]> answer) ->
                report.put("outcome", "free").put("answer", answer(answer));
            case PurchaseOutcome.Refused(var refusal) ->
                report.put("outcome", "refused")
                        .put("code", refusal.code())
                        .put("message", refusal.message())
                        .put("signed", refusal.signed());
            case PurchaseOutcome.Pending pending ->
                report.put("outcome", "pending")
                        .put("code", pending.cause().name().toLowerCase(Locale.ROOT))
                        .put("authorization", pending.payment().authorization().toJson())
                        .putText("status", pending.status().map(URI::toString))
                        .putObject("answer", pending.lastAnswer().map(OutcomeReport::answer));
        }
        return report.build();
    }

    /** The body stands as text when it is UTF-8, as base64 otherwise. */
    private static JsonObject answer(HttpResponse<byte[]> answer) {
        var json = JsonObject.builder()
                .put("status", answer.statusCode())
                .putText("contentType", answer.headers().firstValue("Content-Type"));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(answer.body()))
                    .toString();
            return json.put("body", text).build();
        } catch (CharacterCodingException e) {
            return json.put("bodyBase64", Base64.getEncoder().encodeToString(answer.body()))
                    .build();
        }
    }
}
