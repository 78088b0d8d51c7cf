package dev.quittance.gateway.reservation;

import dev.quittance.gateway.route.Binding;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a paid request claims: this authorization, for this request, under this challenge.
 *
 * @param challengeDigest SHA-256 of the challenge id, empty for version 1, which has none. What stands on chain opens no
 *     door: only one who shows the same challenge, or proves the payer's key, gets the answer again
 * @param offer the terms the payment was quoted, never the client's words for them
 * @param binding STRICT when the nonce is the one derived from the challenge, whatever the route asks for
 * @param x402Version 1 or 2: the version the client speaks
 * @param order the buyer's order, from the header that the route names; 1 to 128 visible ASCII characters
 * @param identifier the client's own id of the payment; 16 to 128 of {@code A-Z a-z 0-9 _ -}
 */
public record Claim(
        Authorization authorization,
        String tenant,
        Bytes32 requestDigest,
        Optional<Bytes32> challengeDigest,
        String route,
        PaymentRequirements offer,
        Binding binding,
        int x402Version,
        Optional<String> order,
        Optional<String> identifier) {

    /** The key of an authorization on its chain; never the signature, which can be written in several ways. */
    public record Authorization(long chainId, Address token, Address payer, Bytes32 nonce) {}

    /** The price in atomic units. */
    public BigInteger amount() {
        return offer.amount();
    }
}
