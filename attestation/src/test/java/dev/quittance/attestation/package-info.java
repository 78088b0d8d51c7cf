/** Documents, good and bad. */
@NullMarked
package dev.quittance.attestation;

import org.jspecify.annotations.NullMarked;
