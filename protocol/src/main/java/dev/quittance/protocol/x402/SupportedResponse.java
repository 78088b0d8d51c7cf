package dev.quittance.protocol.x402;

import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer of {@code GET /supported}.
 *
 * @param signers addresses that send settlements, by CAIP-2 pattern such as {@code eip155:*}
 */
public record SupportedResponse(List<Kind> kinds, List<String> extensions, Map<String, List<String>> signers) {

    /**
     * One scheme on one network in one version of the protocol.
     *
     * @param network as that version names it
     */
    public record Kind(int x402Version, String scheme, String network, JsonObject extra) {
        JsonObject toJson() {
            return JsonObject.builder()
                    .put("x402Version", x402Version)
                    .put("scheme", scheme)
                    .put("network", network)
                    .putUnlessEmpty("extra", extra)
                    .build();
        }
    }

    public JsonObject toJson() {
        var signersJson = JsonObject.builder();
        new TreeMap<>(signers).forEach(signersJson::putTexts);
        return JsonObject.builder()
                .putObjects("kinds", kinds.stream().map(Kind::toJson).toList())
                .putTexts("extensions", extensions)
                .put("signers", signersJson.build())
                .build();
    }
}
