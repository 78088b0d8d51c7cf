/** The root of all account keys: drawn, sealed to a manifest and its measurement, shared out, recovered, handed over. */
@NullMarked
package dev.quittance.signer.seal;

import org.jspecify.annotations.NullMarked;
