package dev.quittance.e2e;

import java.util.ArrayList;
import java.util.List;

/** What a facilitator is sent by programs that are broken, or want it to break. */
final class MalformedBodies {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "\"\"",
            "\"0x\"",
            "\"010\"",
            "\"+1\"",
            "\"１\"",
            "[]",
            "{}",
            "\"" + "f".repeat(70) + "\"");

    private MalformedBodies() {}

    /** One body each; {@code payment} and {@code requirements} are what a good one holds. */
    static List<String> of(String payment, String requirements) {
        var bodies = new ArrayList<String>(List.of(
                "",
                "{",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"x402Version\":2}",
                "{\"x402Version\":2,\"x402Version\":2}",
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)));
        for (String value : VALUES) {
            bodies.add(body(value, payment, requirements));
            bodies.add(body("2", value, requirements));
            bodies.add(body("2", payment, value));
            for (String member : List.of("value", "from", "to", "nonce", "validBefore", "signature")) {
                bodies.add(body("2", replaced(payment, member, value), requirements));
            }
            for (String member : List.of("amount", "asset", "payTo", "network", "scheme")) {
                bodies.add(body("2", payment, replaced(requirements, member, value)));
            }
        }
        return bodies;
    }

    private static String replaced(String json, String member, String value) {
        return json.replaceFirst("\"" + member + "\":\"[^\"]*\"", "\"" + member + "\":" + value);
    }

    private static String body(String version, String payment, String requirements) {
        return "{\"x402Version\":" + version + ",\"paymentPayload\":" + payment + ",\"paymentRequirements\":"
                + requirements + "}";
    }
}
