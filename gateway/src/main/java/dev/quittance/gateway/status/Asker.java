package dev.quittance.gateway.status;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import java.util.Optional;

/**
 * What somebody shows who asks for a payment's status.
 *
 * @param challengeDigest of the challenge id
 * @param wallet an address whose key was proved a moment ago
 */
record Asker(boolean merchant, Optional<Bytes32> challengeDigest, Optional<Address> wallet) {

    boolean isNobody() {
        return !merchant && challengeDigest.isEmpty() && wallet.isEmpty();
    }
}
