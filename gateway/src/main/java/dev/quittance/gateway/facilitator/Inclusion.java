package dev.quittance.gateway.facilitator;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a settlement's Transfer stands on chain. It travels in {@code extra} of a settle answer, put there by our facilitator
 * or, for one that is not trusted, by the gateway's own proof.
 *
 * @param logIndex position of the Transfer in its block
 */
public record Inclusion(BigInteger blockNumber, Bytes32 blockHash, long logIndex) {
    private static final String BLOCK_NUMBER = "blockNumber";
    private static final String BLOCK_HASH = "blockHash";
    private static final String LOG_INDEX = "logIndex";
    private static final String PAYMENT_ID = "paymentId";

    /** Our facilitator's id of the payment; empty when the answer carries none. */
    public static Optional<UUID> paymentId(SettleResponse settled) {
        try {
            return settled.extra().optionalText(PAYMENT_ID).map(UUID::fromString);
        } catch (MalformedException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The members of {@code extra} that name this place. */
    JsonObject toExtra() {
        return JsonObject.builder()
                .put(BLOCK_NUMBER, blockNumber.toString())
                .put(BLOCK_HASH, blockHash.toString())
                .put(LOG_INDEX, Long.toString(logIndex))
                .put("level", "included")
                .build();
    }
}
