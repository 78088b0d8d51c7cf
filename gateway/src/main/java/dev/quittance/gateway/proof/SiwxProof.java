package dev.quittance.gateway.proof;

import dev.quittance.protocol.Address;
import java.time.Instant;

/**
 * A verified sign-in: this address signed a challenge of this gateway a moment ago.
 *
 * @param issuedAt the time the signer gave, inside the window
 */
public record SiwxProof(Address payer, Instant issuedAt) {}
