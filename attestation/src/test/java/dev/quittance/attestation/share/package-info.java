/** Tests. */
@NullMarked
package dev.quittance.attestation.share;

import org.jspecify.annotations.NullMarked;
