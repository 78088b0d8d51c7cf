/** The signer-service: the only process that holds keys, and the narrow things it signs. */
@NullMarked
package dev.quittance.signer;

import org.jspecify.annotations.NullMarked;
