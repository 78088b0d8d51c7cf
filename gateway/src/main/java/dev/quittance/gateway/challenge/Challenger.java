package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.Route;
import dev.quittance.gateway.route.RouteTable;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.ChallengeTerms;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.challenge.RequestDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Issues challenges and checks their echoes, with nothing but keys and a clock. */
public final class Challenger {
    private final String tenant;
    private final Optional<Address> receiptSigner;
    private volatile Map<String, Kept> kept;
    private final Challenges challenges;
    private final Duration life;
    private final InstantSource clock;

    /**
     * A challenger for one price list.
     *
     * @param receiptSigner whose signature receipts carry; empty when there are none
     * @param life how long a quote is honoured
     */
    public Challenger(
            RouteTable routes,
            Challenges challenges,
            Optional<Address> receiptSigner,
            Duration life,
            InstantSource clock) {
        tenant = routes.tenant();
        this.receiptSigner = receiptSigner;
        kept = kept(routes);
        this.challenges = challenges;
        this.life = life;
        this.clock = clock;
    }

    /** The quote of a route as the list has it. */
    private record Kept(Route route, Quote quote) {}

    private Map<String, Kept> kept(RouteTable routes) {
        return routes.routes().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Route::name, route -> new Kept(route, Quote.of(route, tenant, receiptSigner))));
    }

    /** Takes over a later list of the same tenant. What is quoted already is honoured until it expires. */
    public void follow(RouteTable routes) {
        kept = kept(routes);
    }

    /** Routes that were matched before the list changed, or were priced for one request, have a quote of their own. */
    @SuppressWarnings("ReferenceEquality") // Comparing all of a route for every request would cost more than it saves.
    private Quote quote(Route route) {
        var known = kept.get(route.name());
        return known != null && known.route() == route ? known.quote() : Quote.of(route, tenant, receiptSigner);
    }

    /** The challenge for a request; {@code error} tells the payer why it is asked (again). */
    public Challenge challenge(PricedRequest request, String error) {
        var quote = quote(request.route());
        String id = challenges.issue(
                quote.terms(currentDigest(request)), clock.instant().plus(life));
        return quote.challenge(error, request.url(), id);
    }

    /** Whether this gateway quoted exactly the echoed terms for exactly this request, and whether the quote still holds. */
    public Challenges.Check check(PricedRequest request, Echo echo) {
        var terms = ChallengeTerms.of(tenant, digest(request, echo.priceVersion()), echo.accepts());
        return challenges.check(echo.challenge(), terms, clock.instant());
    }

    /** What a payment without a quote is bound to. */
    public Bytes32 currentDigest(PricedRequest request) {
        return digest(request, request.route().priceVersion());
    }

    /** What a payment is bound to. */
    public Bytes32 digest(PricedRequest request, String quotedVersion) {
        return new RequestDigest(
                        tenant,
                        request.method(),
                        request.authority(),
                        request.target().path(),
                        request.target().query(),
                        request.bodySha256(),
                        quotedVersion)
                .sha256();
    }
}
