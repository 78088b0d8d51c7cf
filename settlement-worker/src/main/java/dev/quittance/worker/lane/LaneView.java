package dev.quittance.worker.lane;

import dev.quittance.protocol.Address;
import java.util.Optional;

/**
 * A lane as an operator sees it.
 *
 * @param state active, draining or quarantined
 * @param quarantineReason why, when it is quarantined
 * @param held whether a worker holds it now
 * @param nextNonce the nonce of its next attempt
 * @param open attempts that are not final yet
 */
public record LaneView(
        Address address, String state, Optional<String> quarantineReason, boolean held, long nextNonce, int open) {}
