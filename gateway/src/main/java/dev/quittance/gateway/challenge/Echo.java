package dev.quittance.gateway.challenge;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.List;
import java.util.Optional;

/**
 * Our extension of a challenge, as clients echo it: the quote, and the id that proves it.
 *
 * @param priceVersion the price list that the quote came from; a quote is honoured after the list changed
 */
public record Echo(String challenge, String priceVersion, List<PaymentRequirements> accepts) {
    /** The name of the extension. */
    public static final String NAME = "quittance";

    private static final JsonObject SCHEMA = JsonObject.parse("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "properties":{"challenge":{"type":"string"},"priceVersion":{"type":"string"},"accepts":{"type":"array"},
              "binding":{"enum":["strict","compat"]},"receiptSigner":{"type":"string"}},
             "required":["challenge","priceVersion","accepts"],"additionalProperties":false}
            """);

    public Echo {
        accepts = List.copyOf(accepts);
    }

    /** Finds the echo among a payment's extensions; nothing when it is missing or was changed in form. */
    public static Optional<Echo> find(JsonObject extensions) {
        try {
            return extensions
                    .optionalObject(NAME)
                    .flatMap(extension -> extension.optionalObject("info"))
                    .map(info -> new Echo(
                            info.text("challenge"),
                            info.text("priceVersion"),
                            info.objects("accepts").stream()
                                    .map(PaymentRequirements::fromJson)
                                    .toList()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * The extension as a challenge carries it. Binding and signer are told, not asked back: whoever checks a payment looks at
     * the route, never at the echo.
     */
    JsonObject toExtension(String binding, Optional<Address> receiptSigner) {
        var info = JsonObject.builder()
                .put("challenge", challenge)
                .put("priceVersion", priceVersion)
                .putObjects(
                        "accepts",
                        accepts.stream().map(PaymentRequirements::toJson).toList())
                .put("binding", binding)
                .putText("receiptSigner", receiptSigner.map(Address::toString))
                .build();
        return JsonObject.builder().put("info", info).put("schema", SCHEMA).build();
    }

    @Override
    public String toString() {
        return "Echo[priceVersion=" + priceVersion + "]";
    }
}
