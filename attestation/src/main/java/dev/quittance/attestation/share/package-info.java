/** A secret in shares, of which some are enough and fewer tell nothing. */
@NullMarked
package dev.quittance.attestation.share;

import org.jspecify.annotations.NullMarked;
