package dev.quittance.gateway.challenge;

import dev.quittance.gateway.route.RequestTarget;
import dev.quittance.gateway.route.Route;
import dev.quittance.protocol.Bytes32;

/**
 * A request that costs something, as far as it matters to its price and its answer.
 *
 * @param origin scheme and authority the client asked, as {@link dev.quittance.protocol.challenge.BoundNonce#realm} spells
 *     them: {@code https://api.example.com}
 * @param authority the origin's authority
 * @param bodySha256 SHA-256 of the body, of no bytes when there is none; declared by the client when it is not read yet
 */
public record PricedRequest(
        String method, String origin, String authority, RequestTarget target, Bytes32 bodySha256, Route route) {

    /** The same request at the price that it has alone. */
    public PricedRequest with(Route quoted) {
        return new PricedRequest(method, origin, authority, target, bodySha256, quoted);
    }

    /** The address shown to the payer. */
    public String url() {
        return origin + target.uri();
    }
}
