package dev.quittance.protocol.x402;

import dev.quittance.protocol.json.JsonObject;
import java.util.Optional;

/** The resource that is paid for, as shown to the payer. */
public record ResourceInfo(String url, Optional<String> description, Optional<String> mimeType) {

    /**
     * Reads the wire form.
     *
     * @throws dev.quittance.protocol.MalformedException when {@code url} is missing or a member is not text
     */
    public static ResourceInfo fromJson(JsonObject json) {
        return new ResourceInfo(json.text("url"), json.optionalText("description"), json.optionalText("mimeType"));
    }

    public JsonObject toJson() {
        return JsonObject.builder()
                .put("url", url)
                .putText("description", description)
                .putText("mimeType", mimeType)
                .build();
    }
}
