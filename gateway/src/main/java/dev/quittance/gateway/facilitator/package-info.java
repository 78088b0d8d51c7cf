/** Asks an x402 facilitator to settle, and reads the answer with suspicion. */
@NullMarked
package dev.quittance.gateway.facilitator;

import org.jspecify.annotations.NullMarked;
