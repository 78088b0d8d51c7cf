package dev.quittance.transparency;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the signer answers to a presentation: its newest checkpoint, and that it is consistent with what was shown, or that the
 * log was restored.
 *
 * @param key SubjectPublicKeyInfo in base64 of the key that signed the checkpoint
 * @param consistency from what was shown to the checkpoint; empty when it was nothing
 * @param restored index of the newest statement of a restoration
 * @param restoration that statement, when the log does not begin with what was shown because of it
 */
public record Reception(
        String checkpoint,
        String key,
        List<Bytes32> consistency,
        OptionalLong restored,
        Optional<Restoration> restoration) {
    private static final String RESTORED = "restored";
    private static final String RESTORATION = "restoration";

    /**
     * An entry that says that the log was restored.
     *
     * @param proof that the entry is in the checkpoint
     */
    public record Restoration(long index, String entry, List<Bytes32> proof) {}

    /**
     * Reads it.
     *
     * @throws MalformedException when it has another form
     */
    public static Reception fromJson(JsonObject json) {
        return new Reception(
                json.text("checkpoint"),
                json.text("key"),
                hashes(json, "consistency"),
                json.has(RESTORED) ? OptionalLong.of(json.longInteger(RESTORED)) : OptionalLong.empty(),
                json.optionalObject(RESTORATION)
                        .map(it -> new Restoration(it.longInteger("index"), it.text("entry"), hashes(it, "proof"))));
    }

    private static List<Bytes32> hashes(JsonObject json, String name) {
        return json.texts(name).stream().map(Bytes32::parse).toList();
    }

    public JsonObject toJson() {
        var json = JsonObject.builder()
                .put("checkpoint", checkpoint)
                .put("key", key)
                .putTexts("consistency", texts(consistency));
        restored.ifPresent(index -> json.put(RESTORED, index));
        restoration.ifPresent(it -> json.put(
                RESTORATION,
                JsonObject.builder()
                        .put("index", it.index())
                        .put("entry", it.entry())
                        .putTexts("proof", texts(it.proof()))
                        .build()));
        return json.build();
    }

    private static List<String> texts(List<Bytes32> hashes) {
        return hashes.stream().map(Bytes32::toString).toList();
    }
}
