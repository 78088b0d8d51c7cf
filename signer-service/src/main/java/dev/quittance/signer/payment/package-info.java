/** Signing an x402 payment for an agent. */
@NullMarked
package dev.quittance.signer.payment;

import org.jspecify.annotations.NullMarked;
