package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.IdentifierRule;
import dev.quittance.protocol.json.JsonObject;

/** Extension {@code payment-identifier}: how a challenge asks for the client's own id of the payment. */
public final class IdentifierExtension {
    /** The name of the extension. */
    public static final String NAME = "payment-identifier";

    private static final JsonObject SCHEMA = JsonObject.parse("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "properties":{"required":{"type":"boolean"},
              "id":{"type":"string","minLength":16,"maxLength":128,"pattern":"^[a-zA-Z0-9_-]+$"}},
             "required":["required"]}
            """);

    private IdentifierExtension() {}

    /** The extension as challenges carry it. */
    public static JsonObject of(IdentifierRule rule) {
        var info = JsonObject.builder()
                .put("required", rule == IdentifierRule.REQUIRED)
                .build();
        return JsonObject.builder().put("info", info).put("schema", SCHEMA).build();
    }
}
