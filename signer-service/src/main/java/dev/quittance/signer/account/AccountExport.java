package dev.quittance.signer.account;

import dev.quittance.attestation.box.Box;
import dev.quittance.attestation.box.BoxRecipient;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.time.Instant;

/** A key of an account in a box that its recipient opens. */
record AccountExport(Address address, BoxRecipient recipient, Box box, Instant at) {
    JsonObject toJson() {
        return JsonObject.builder()
                .put("address", address.toString())
                .put("recipient", recipient.toJwk())
                .put("box", box.toString())
                .put("exportedAt", at.toString())
                .build();
    }
}
