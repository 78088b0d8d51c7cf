package dev.quittance.facilitator.access;

import dev.quittance.protocol.Address;
import java.util.Optional;
import java.util.Set;

/**
 * What one client may ask for; what is absent is not limited.
 *
 * @param networks CAIP-2 names
 * @param assets tokens, on whichever chain
 * @param gasPerDay gas that its settlements may take in a day
 */
record Client(
        String name,
        Optional<Set<String>> networks,
        Optional<Set<Address>> assets,
        Optional<Set<Address>> payees,
        Optional<Rate> rate,
        Optional<Long> gasPerDay) {

    /** Requests a second, and how many may come at once. */
    record Rate(int perSecond, int atOnce) {}

    static Client unlimited(String name) {
        return new Client(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
