package dev.quittance.facilitator.payment;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.schemes.payment.Kind;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;

/**
 * What a payment is, fixed when it is reserved.
 *
 * @param id ours, random
 * @param caller who asked for the settlement; nobody else gets its answer
 * @param kind by which it is paid
 * @param amount atomic units of the token
 * @param digest SHA-256 of the canonical requirements and payload
 * @param head number of the block at which the authorization was seen unused
 * @param metadata texts that the caller wanted kept with the payment
 */
public record PaymentTerms(
        UUID id,
        String caller,
        Kind kind,
        AuthorizationKey authorization,
        Address payee,
        BigInteger amount,
        Bytes32 digest,
        BigInteger head,
        Optional<JsonObject> metadata) {

    /** CAIP-2 id of the chain. */
    public String network() {
        return "eip155:" + authorization.chainId();
    }
}
