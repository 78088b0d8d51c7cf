package dev.quittance.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Payment headers that are not what they should be. */
final class MalformedHeaders {
    private MalformedHeaders() {}

    /** One header each; {@code json} is what a good one holds. */
    static List<String> of(String json) {
        String good = base64(json);
        return List.of(
                "%%%",
                "null",
                "e30",
                good.substring(0, good.length() / 2),
                good.substring(1),
                good + "A",
                good + good,
                good + ", " + good,
                "=" + good,
                good.replace("A", "-"),
                Base64.getUrlEncoder().withoutPadding().encodeToString("\u0000".getBytes(StandardCharsets.UTF_8)),
                base64("{"),
                base64("[]"),
                base64("null"),
                base64("{}"),
                base64("\ufeff" + json),
                base64(json + json),
                base64(json.replace("\"x402Version\":2", "\"x402Version\":2,\"x402Version\":2")),
                base64(json.replace("\"x402Version\":2", "\"x402Version\":\"2\"")),
                base64(json.replace("\"x402Version\":2", "\"x402Version\":3")),
                base64(json.replace("\"x402Version\":2", "\"x402Version\":1e40018446744073709551616")),
                base64(json.replace("eip155:84532", "eip155:084532")),
                base64(json.replace("eip155:84532", "EIP155:84532")),
                base64(json.replace("\"amount\":\"1000\"", "\"amount\":\"01000\"")),
                base64(json.replace("\"amount\":\"1000\"", "\"amount\":1000")),
                base64(json.replace("\"value\":\"1000\"", "\"value\":\"-1000\"")),
                base64(json.replace("\"value\":\"1000\"", "\"value\":\"1e3\"")),
                base64(json.replace("\"value\":\"1000\"", "\"value\":\"" + "9".repeat(90) + "\"")),
                base64(json.replace("\"validAfter\":\"0\"", "\"validAfter\":\"-0\"")),
                base64(json.replace("\"nonce\":\"0x", "\"nonce\":\"0X")),
                base64(json.replace("\"nonce\":\"0x", "\"nonce\":\"0x00")),
                base64(json.replace("\"signature\":\"0x", "\"signature\":\"")),
                base64(json.replace("\"payload\":", "\"payload\":null,\"other\":")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
