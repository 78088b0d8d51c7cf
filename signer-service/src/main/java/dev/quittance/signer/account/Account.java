package dev.quittance.signer.account;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.util.Locale;

/** A key that the signer holds for one principal. */
public record Account(String name, Address address, Kind kind) {

    /** What an account's key may sign. */
    public enum Kind {
        /** Authorizations of payments. */
        PAYER,
        /** Transactions that carry payments to the chain: a lane. */
        RELAY,
        /** Receipts of paid requests. */
        RECEIPT,
        /** Transfers out of a merchant's takings: refunds and payouts. */
        MERCHANT;

        /** The wire text, lower case. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    JsonObject toJson() {
        return JsonObject.builder()
                .put("name", name)
                .put("address", address.toString())
                .put("kind", kind.text())
                .build();
    }
}
