package dev.quittance.attestation.manifest;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Set;

/** What admin and holder sets have in common: {@code {"threshold": "2", "keys": [JWK]}}. */
final class Thresholds {
    /** More keys than that no ceremony has. */
    private static final int KEYS_MAX = 32;

    private Thresholds() {}

    static void require(String whose, int threshold, int keys) {
        if (threshold < 1 || threshold > keys || keys > KEYS_MAX) {
            throw new MalformedException(
                    "the manifest has 1 to " + KEYS_MAX + " " + whose + " and a threshold that they can meet");
        }
    }

    static JsonObject json(int threshold, List<JsonObject> keys) {
        return JsonObject.builder()
                .put("threshold", Integer.toString(threshold))
                .putObjects("keys", keys)
                .build();
    }

    static int parse(JsonObject json) {
        if (!json.names().equals(Set.of("threshold", "keys"))) {
            throw new MalformedException("a set of the manifest has threshold and keys, and nothing else");
        }
        return Math.toIntExact(Numbers.parse(json.text("threshold"), KEYS_MAX));
    }
}
