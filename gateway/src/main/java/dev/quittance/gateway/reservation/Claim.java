package dev.quittance.gateway.reservation;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.math.BigInteger;

/**
 * What a paid request claims: this authorization, for this request, under this challenge.
 *
 * @param challengeDigest SHA-256 of the challenge id. What stands on chain opens no door: only one who shows the same
 *     challenge continues the payment
 * @param amount atomic units
 */
public record Claim(
        Authorization authorization,
        String tenant,
        Bytes32 requestDigest,
        Bytes32 challengeDigest,
        String route,
        BigInteger amount) {

    /** The key of an authorization on its chain; never the signature, which can be written in several ways. */
    public record Authorization(long chainId, Address token, Address payer, Bytes32 nonce) {}
}
