package dev.quittance.worker.settlement;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;

/** What makes an authorization one of a kind on its chain. */
public record AuthorizationKey(Address token, Address payer, Bytes32 nonce) {
    /** The key of a settlement's authorization. */
    public static AuthorizationKey of(Settlement settlement) {
        return new AuthorizationKey(
                settlement.payment().asset().address(),
                settlement.payment().terms().payer(),
                settlement.payment().terms().nonce());
    }
}
