package dev.quittance.signer.relay;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;

/**
 * One payment to be put on chain, in the facts that its scheme reads.
 *
 * @param asset the token that it moves
 */
record RelayTransfer(Address asset, JsonObject facts) {
    static RelayTransfer fromJson(JsonObject json) {
        return new RelayTransfer(Address.parse(json.text("asset")), json);
    }

    @Override
    public String toString() {
        return "RelayTransfer[asset=" + asset + ", redacted]";
    }
}
