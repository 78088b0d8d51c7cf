/** Tests. */
@NullMarked
package dev.quittance.attestation.box;

import org.jspecify.annotations.NullMarked;
