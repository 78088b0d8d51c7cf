/** Callers and a signer that tests can spoil. */
@NullMarked
package dev.quittance.attestation.caller;

import org.jspecify.annotations.NullMarked;
