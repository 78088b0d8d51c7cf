package dev.quittance.gateway.challenge;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.challenge.ChallengeTerms;
import dev.quittance.protocol.challenge.Challenges;
import dev.quittance.protocol.challenge.RequestDigest;
import dev.quittance.protocol.x402.PaymentHeader;
import dev.quittance.protocol.x402.PaymentRequired;
import dev.quittance.protocol.x402.ResourceInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Issues challenges and checks their echoes, with nothing but keys and a clock. */
public final class Challenger {
    private final String tenant;
    private final String priceVersion;
    private final Challenges challenges;
    private final Duration life;
    private final InstantSource clock;

    /** @param life how long a quote is honoured */
    public Challenger(String tenant, String priceVersion, Challenges challenges, Duration life, InstantSource clock) {
        this.tenant = tenant;
        this.priceVersion = priceVersion;
        this.challenges = challenges;
        this.life = life;
        this.clock = clock;
    }

    /** The value of PAYMENT-REQUIRED for a request; {@code error} tells the payer why it is asked (again). */
    public String challenge(PricedRequest request, String error) {
        var route = request.route();
        var terms = new ChallengeTerms(tenant, digest(request, priceVersion), route.accepts());
        String id = challenges.issue(terms, clock.instant().plus(life));
        var resource = new ResourceInfo(request.url(), route.description(), route.mimeType());
        var required = new PaymentRequired(
                Optional.of(error),
                resource,
                route.accepts(),
                new Echo(id, priceVersion, route.accepts()).toExtensions());
        return PaymentHeader.encode(required.toJson());
    }

    /** Whether this gateway quoted exactly the echoed terms for exactly this request, and whether the quote still holds. */
    public Challenges.Check check(PricedRequest request, Echo echo) {
        var terms = new ChallengeTerms(tenant, digest(request, echo.priceVersion()), echo.accepts());
        return challenges.check(echo.challenge(), terms, clock.instant());
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
