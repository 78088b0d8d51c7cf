/** Tests. */
@NullMarked
package dev.quittance.attestation.manifest;

import org.jspecify.annotations.NullMarked;
