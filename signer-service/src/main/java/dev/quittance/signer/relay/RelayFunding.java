package dev.quittance.signer.relay;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Uint256;
import dev.quittance.protocol.json.JsonObject;
import java.math.BigInteger;
import java.util.Set;

/**
 * Wei for a payer whose approval could not pay for its gas otherwise.
 *
 * @param asset that the approval is for
 * @param transaction the approval as the payer signed it, unread
 * @param value wei
 */
record RelayFunding(Address asset, Address payer, Bytes transaction, BigInteger value) {
    private static final Set<String> MEMBERS = Set.of("asset", "payer", "transaction", "value");
    private static final int TRANSACTION_BYTES_MAX = 1_024;

    static RelayFunding fromJson(JsonObject json) {
        if (!json.names().equals(MEMBERS)) {
            throw new MalformedException("the members are not those of a funding");
        }
        Bytes transaction = Bytes.parse(json.text("transaction"));
        if (transaction.size() == 0 || transaction.size() > TRANSACTION_BYTES_MAX) {
            throw new MalformedException("the transaction has an impossible length");
        }
        return new RelayFunding(
                Address.parse(json.text("asset")),
                Address.parse(json.text("payer")),
                transaction,
                Uint256.parse(json.text("value")));
    }

    JsonObject facts() {
        return JsonObject.builder()
                .put("asset", asset.toString())
                .put("payer", payer.toString())
                .put("transaction", transaction.hex())
                .put("value", value.toString())
                .build();
    }

    /** For whom: signatures belong in no log. */
    @Override
    public String toString() {
        return "RelayFunding[payer=" + payer + ", value=" + value + "]";
    }
}
