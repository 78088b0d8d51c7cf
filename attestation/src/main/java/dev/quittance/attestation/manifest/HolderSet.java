package dev.quittance.attestation.manifest;

import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.util.HashSet;
import java.util.List;

/**
 * Who holds the shares of the root.
 *
 * @param threshold so many of them can rebuild it; 2 to their number, or 1 of 1, with which there is one share that is everything
 * @param keys one of each holder, all different; the first holds share 1
 */
public record HolderSet(int threshold, List<BoxRecipient> keys) {
    /** Refuses a threshold that cannot be met, and a holder of two shares. */
    public HolderSet {
        keys = List.copyOf(keys);
        Thresholds.require("holders", threshold, keys.size());
        if (threshold == 1 && keys.size() > 1) {
            throw new MalformedException("one holder of several must not be enough");
        }
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new MalformedException("the manifest names a holder twice");
        }
    }

    JsonObject toJson() {
        return Thresholds.json(threshold, keys.stream().map(BoxRecipient::toJwk).toList());
    }

    static HolderSet parse(JsonObject json) {
        return new HolderSet(
                Thresholds.parse(json),
                json.objects("keys").stream().map(BoxRecipient::fromJwk).toList());
    }
}
