/** Seals and starts without a service around them. */
@NullMarked
package dev.quittance.signer.seal;

import org.jspecify.annotations.NullMarked;
