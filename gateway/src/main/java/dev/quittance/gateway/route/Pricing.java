package dev.quittance.gateway.route;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the price of each request of a route is asked; the amounts of its offers are the most that it may be.
 *
 * @param url asked over HTTP, as it stands
 * @param timeout of the whole question
 * @param cache how long an answer serves the same request again; where absent it is asked each time
 * @param decimals of the assets of the route's offers, in their order
 */
public record Pricing(URI url, Duration timeout, Optional<Duration> cache, List<Integer> decimals) {

    public Pricing {
        decimals = List.copyOf(decimals);
    }

    /**
     * The route's offers at the price of an answer: {@code {"price": "$0.01"}} for all of them, or
     * {@code {"amount": "10000"}} in atomic units.
     *
     * @throws MalformedException when the answer is neither, finer than an asset, zero, or above an offer's amount
     */
    public List<PaymentRequirements> offers(List<PaymentRequirements> most, JsonObject answer) {
        var price = answer.optionalText("price");
        var amount = answer.optionalText("amount");
        if (price.isPresent() == amount.isPresent()) {
            throw new MalformedException("expected either price or amount");
        }
        var offers = new ArrayList<PaymentRequirements>();
        for (int i = 0; i < most.size(); i++) {
            int digits = decimals.get(i);
            var units =
                    price.map(text -> Price.dollars(text, digits)).orElseGet(() -> Price.atomic(amount.orElseThrow()));
            var offer = most.get(i);
            if (units.compareTo(offer.amount()) > 0) {
                throw new MalformedException("the price is above the most that the route may cost");
            }
            offers.add(new PaymentRequirements(
                    offer.scheme(),
                    offer.network(),
                    units,
                    offer.asset(),
                    offer.payTo(),
                    offer.maxTimeoutSeconds(),
                    offer.extra()));
        }
        return offers;
    }
}
