package dev.quittance.signer.change;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.Set;

/**
 * The transparency log that admins agree to go on with: {@code {size, root}}.
 *
 * @param size how many entries it has, or more by now
 * @param root their tree hash
 */
record LogHead(long size, Bytes32 root) {
    /**
     * Reads it.
     *
     * @throws MalformedException when it has another form
     */
    static LogHead fromJson(JsonObject json) {
        if (!json.names().equals(Set.of("size", "root")) || json.longInteger("size") < 0) {
            throw new MalformedException("a log head has the members size and root");
        }
        return new LogHead(json.longInteger("size"), Bytes32.parse(json.text("root")));
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("size", size)
                .put("root", root.toString())
                .build();
    }
}
