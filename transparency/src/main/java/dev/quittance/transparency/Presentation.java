package dev.quittance.transparency;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a caller shows the signer when it connects: {@code {seen?, restored?}}.
 *
 * @param seen the newest checkpoint that it holds; empty when it has seen none
 */
public record Presentation(Optional<Anchor> seen) {
    /** Where it is posted. */
    public static final String PATH = "/v1/log/witness";

    private static final String SEEN = "seen";
    private static final String RESTORED = "restored";

    /**
     * Reads it.
     *
     * @throws MalformedException when it has another form
     */
    public static Presentation fromJson(JsonObject json) {
        if (!Set.of(SEEN, RESTORED).containsAll(json.names()) || (json.has(RESTORED) && !json.has(SEEN))) {
            throw new MalformedException("a presentation has the members seen and, with it, restored");
        }
        OptionalLong restored = json.has(RESTORED) ? OptionalLong.of(json.longInteger(RESTORED)) : OptionalLong.empty();
        return new Presentation(json.optionalText(SEEN).map(note -> new Anchor(note, restored)));
    }

    public JsonObject toJson() {
        var json = JsonObject.builder().putText(SEEN, seen.map(Anchor::note));
        seen.map(Anchor::restored).ifPresent(index -> index.ifPresent(value -> json.put(RESTORED, value)));
        return json.build();
    }
}
