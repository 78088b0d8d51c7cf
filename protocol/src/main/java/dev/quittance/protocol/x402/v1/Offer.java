package dev.quittance.protocol.x402.v1;

import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.util.Optional;

/** One entry of {@code accepts} in the body of a version 1 challenge. */
public final class Offer {
    private static final String[] EXTRA = {"name", "version"};

    private Offer() {}

    /**
     * The wire form of an offer without its {@code resource}, which differs between requests; nothing when version 1 has no
     * name for the chain.
     */
    public static Optional<JsonObject> of(
            PaymentRequirements offer, Optional<String> description, Optional<String> mimeType) {
        var extra = JsonObject.builder();
        for (String name : EXTRA) {
            extra.putText(name, offer.extra().optionalText(name));
        }
        return Networks.name(offer.network())
                .map(network -> JsonObject.builder()
                        .put("scheme", offer.scheme())
                        .put("network", network)
                        .put("maxAmountRequired", offer.amount().toString())
                        .put("asset", offer.asset())
                        .put("payTo", offer.payTo())
                        .put("description", description.orElse(""))
                        .put("mimeType", mimeType.orElse(""))
                        .put("maxTimeoutSeconds", offer.maxTimeoutSeconds())
                        .put("extra", extra.build())
                        .build());
    }
}
