package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.Binding;
import dev.quittance.gateway.route.IdentifierRule;
import dev.quittance.gateway.route.Method;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.x402.PaymentRequirements;
import dev.quittance.protocol.x402.v1.Networks;
import dev.quittance.protocol.x402.v1.Offer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The body of a 402 for clients of version 1, as text around the two things that differ between requests. */
public final class OldChallenge {
    private static final String NONE = "{}";

    private final List<String> entries;

    private OldChallenge(List<String> entries) {
        this.entries = entries;
    }

    static OldChallenge of(Route route) {
        return new OldChallenge(offers(route).stream()
                .map(offer -> Offer.of(offer, route.description(), route.mimeType()))
                .flatMap(Optional::stream)
                .map(entry -> entry.toString().substring(1))
                .toList());
    }

    /**
     * What version 1 can pay of a route: nothing where the nonce must be bound, the payment named or the price quoted, for none
     * of these fits its messages; by EIP-3009 alone; chains it has a name for; and of offers that its payments cannot tell apart the first.
     */
    public static List<PaymentRequirements> offers(Route route) {
        boolean beyond = route.binding() == Binding.STRICT
                || route.pricing().isPresent()
                || route.identifier().filter(IdentifierRule.REQUIRED::equals).isPresent();
        if (beyond) {
            return List.of();
        }
        var offers = new LinkedHashMap<List<Object>, PaymentRequirements>();
        for (var offer : route.accepts()) {
            if (Networks.name(offer.network()).isPresent() && Method.of(offer) == Method.EIP3009) {
                offers.putIfAbsent(List.of(offer.scheme(), offer.network(), offer.payTo(), offer.amount()), offer);
            }
        }
        return List.copyOf(offers.values());
    }

    /** The body; both parts are JSON texts. */
    String body(String error, String url) {
        if (entries.isEmpty()) {
            return NONE;
        }
        var body =
                new StringBuilder("{\"x402Version\":1,\"error\":").append(error).append(",\"accepts\":[");
        for (int i = 0; i < entries.size(); i++) {
            body.append(i == 0 ? "{\"resource\":" : ",{\"resource\":")
                    .append(url)
                    .append(',')
                    .append(entries.get(i));
        }
        return body.append("]}").toString();
    }
}
