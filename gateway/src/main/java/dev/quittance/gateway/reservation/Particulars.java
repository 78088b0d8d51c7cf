package dev.quittance.gateway.reservation;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a reservation binds for good, as far as the database keeps it.
 *
 * @param challengeDigest SHA-256 of the challenge id; empty for version 1
 * @param amount that is charged, in atomic units: what was quoted, as long as nobody has metered less
 * @param x402Version 1 or 2, as the payment was shown
 * @param order the buyer's order
 * @param identifier the client's own id of the payment
 */
public record Particulars(
        Claim.Authorization authorization,
        String tenant,
        String route,
        Bytes32 requestDigest,
        Optional<Bytes32> challengeDigest,
        BigInteger amount,
        Address payTo,
        int x402Version,
        Optional<String> order,
        Optional<String> identifier) {

    public static Particulars of(Claim claim) {
        return new Particulars(
                claim.authorization(),
                claim.tenant(),
                claim.route(),
                claim.requestDigest(),
                claim.challengeDigest(),
                claim.amount(),
                Address.parse(claim.offer().payTo()),
                claim.x402Version(),
                claim.order(),
                claim.identifier());
    }

    /** The same for an amount that was metered. */
    public Particulars charged(BigInteger metered) {
        return new Particulars(
                authorization,
                tenant,
                route,
                requestDigest,
                challengeDigest,
                metered,
                payTo,
                x402Version,
                order,
                identifier);
    }

    /** CAIP-2 id of the chain. */
    public String network() {
        return "eip155:" + authorization.chainId();
    }
}
