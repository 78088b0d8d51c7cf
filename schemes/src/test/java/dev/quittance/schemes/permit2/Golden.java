package dev.quittance.schemes.permit2;

import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Requests that the reference's client and server made, and what can be changed of them. */
final class Golden {
    private Golden() {}

    static JsonObject golden(String name) {
        try (var in = Objects.requireNonNull(Golden.class.getResourceAsStream(name + ".json"), name)) {
            return JsonObject.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject withRequirement(JsonObject request, String member, String value) {
        return request.toBuilder()
                .put(
                        "paymentRequirements",
                        request.object("paymentRequirements").toBuilder()
                                .put(member, value)
                                .build())
                .build();
    }

    static JsonObject withAccepted(JsonObject request, String member, Object value) {
        JsonObject payload = request.object("paymentPayload");
        var accepted = payload.object("accepted").toBuilder();
        var changed = value instanceof Integer number ? accepted.put(member, number) : accepted.put(member, "" + value);
        return request.toBuilder()
                .put(
                        "paymentPayload",
                        payload.toBuilder().put("accepted", changed.build()).build())
                .build();
    }

    static JsonObject withPayload(JsonObject request, JsonObject inner) {
        return request.toBuilder()
                .put(
                        "paymentPayload",
                        request.object("paymentPayload").toBuilder()
                                .put("payload", inner)
                                .build())
                .build();
    }

    static JsonObject withPermit(JsonObject request, UnaryOperator<JsonObject.Builder> change) {
        JsonObject inner = request.object("paymentPayload").object("payload");
        JsonObject permit =
                change.apply(inner.object("permit2Authorization").toBuilder()).build();
        return withPayload(
                request, inner.toBuilder().put("permit2Authorization", permit).build());
    }

    static JsonObject withAllowance(JsonObject request, String member, String value) {
        JsonObject payload = request.object("paymentPayload");
        JsonObject info = payload.object("extensions").object("eip2612GasSponsoring").object("info").toBuilder()
                .put(member, value)
                .build();
        JsonObject extensions = JsonObject.builder()
                .put(
                        "eip2612GasSponsoring",
                        JsonObject.builder().put("info", info).build())
                .build();
        return request.toBuilder()
                .put(
                        "paymentPayload",
                        payload.toBuilder().put("extensions", extensions).build())
                .build();
    }
}
