package dev.quittance.protocol.receipt;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.SettleResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a settlement stands on its chain.
 *
 * @param transaction hash of the transaction that moved the money
 * @param place where that transaction's transfer is; absent exactly when the level is {@code REPORTED}
 */
public record Standing(QuittanceLevel level, Bytes32 transaction, Optional<Place> place) {
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,14}");

    /** Checks that a block is named when one must be. */
    public Standing {
        if (place.isEmpty() != (level == QuittanceLevel.REPORTED)) {
            throw new MalformedException("a block is named at every level but reported");
        }
    }

    /**
     * A transfer's place.
     *
     * @param logIndex position of its Transfer log in the block, from 0
     * @param blockNumber from 0
     */
    public record Place(long logIndex, long blockNumber, Bytes32 blockHash) {
        public Place {
            if (logIndex < 0 || blockNumber < 0) {
                throw new MalformedException("a block number or log index is negative");
            }
        }
    }

    public static Standing reported(Bytes32 transaction) {
        return new Standing(QuittanceLevel.REPORTED, transaction, Optional.empty());
    }

    /**
     * What a facilitator's success says. Quittance's own facilitator names the block in {@code extra}; others name none.
     *
     * @throws MalformedException when the transaction is no hash
     */
    public static Standing of(SettleResponse settlement) {
        var transaction = Bytes32.parse(settlement.transaction());
        JsonObject extra = settlement.extra();
        try {
            var place = new Place(
                    decimal(extra.text("logIndex")),
                    decimal(extra.text("blockNumber")),
                    Bytes32.parse(extra.text("blockHash")));
            return new Standing(QuittanceLevel.parse(extra.text("level")), transaction, Optional.of(place));
        } catch (MalformedException e) {
            return reported(transaction);
        }
    }

    /** A whole number of at most 15 digits in its one spelling. */
    static long decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new MalformedException("not a decimal number below 10^15");
        }
        return Long.parseLong(text);
    }
}
