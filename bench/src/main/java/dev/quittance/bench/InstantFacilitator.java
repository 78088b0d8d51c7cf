package dev.quittance.bench;

import dev.quittance.protocol.Sha256;
import dev.quittance.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** What a facilitator says that settles at once, without a chain: gateways before it are measured, not it. */
final class InstantFacilitator {
    private static final String NETWORK = "eip155:84532";
    private static final String SUPPORTED = """
            {"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}],"extensions":[],"signers":{}}
            """.strip();

    private InstantFacilitator() {}

    /** The body of its answer. */
    static String answer(String target, String body) {
        return switch (target) {
            case "/settle" -> settled(body);
            case "/verify" -> "{\"isValid\":true,\"payer\":\"" + payer(JsonObject.parse(body)) + "\"}";
            case "/supported" -> SUPPORTED;
            default -> "{}";
        };
    }

    private static String settled(String body) {
        var request = JsonObject.parse(body);
        var transaction = Sha256.hash(body.getBytes(StandardCharsets.UTF_8));
        return JsonObject.builder()
                .put("success", true)
                .put("payer", payer(request))
                .put("transaction", transaction.toString())
                .put("network", NETWORK)
                .put(
                        "extra",
                        JsonObject.builder()
                                .put("blockNumber", "1")
                                .put("blockHash", transaction.toString())
                                .put("logIndex", "0")
                                .put("level", "included")
                                .build())
                .build()
                .toString();
    }

    private static String payer(JsonObject request) {
        return request.object("paymentPayload")
                .object("payload")
                .object("authorization")
                .text("from");
    }
}
